//! The shapes of a suite as a description.
//!
//! A test tool: docwright's readers read documentation, never a model like this one.

use docwright_idl::{
    Auth, Description, EnumValue, ErrorShape, Http, Location, Map, MapType, Member, Method, Operation,
    Protocol, Scalar, Service, Shape, ShapeKind, SigV4, TypeRef,
};
use serde_json::Value;

use super::suite::Group;

/// Returns the description of a group's operation, or why there is none.
pub(super) fn describe(group: &Group) -> Result<Description, String> {
    let converter = Converter { group };
    let given = &group.given;
    let mut description = Description { service: converter.service()?, ..Description::default() };
    for (name, shape) in &group.shapes {
        if let Some(converted) = converter.shape(shape)? {
            description.types.insert(converter.type_name(name), converted);
        }
    }
    let mut operation = Operation {
        http: Some(converter.http()?),
        idempotent: given["idempotent"] == true,
        ..Operation::default()
    };
    operation.input = converter.root_members(&given["input"])?;
    operation.output = converter.root_members(&given["output"])?;
    for error in given["errors"].as_array().into_iter().flatten() {
        let name = error["shape"].as_str().unwrap_or_default();
        operation.errors.push(name.to_owned());
        description.errors.insert(name.to_owned(), converter.error(name)?);
    }
    description.operations.insert(group.operation().to_owned(), operation);
    Ok(description)
}

struct Converter<'a> {
    group: &'a Group,
}

impl Converter<'_> {
    fn service(&self) -> Result<Service, String> {
        let metadata = &self.group.metadata;
        let text = |key: &str| metadata[key].as_str().map(str::to_owned);
        let protocol = match (self.group.protocol(), metadata["jsonVersion"].as_str()) {
            ("ec2", _) => Protocol::Ec2Query,
            ("query", _) => Protocol::AwsQuery,
            ("json", Some("1.0")) => Protocol::AwsJson10,
            ("json", _) => Protocol::AwsJson11,
            ("rest-json", _) => Protocol::RestJson,
            ("rest-xml", _) => Protocol::RestXml,
            ("smithy-rpc-v2-cbor", _) => Protocol::RpcV2Cbor,
            (other, _) => return Err(format!("the protocol {other:?} is not known")),
        };
        let named = matches!(protocol, Protocol::AwsJson10 | Protocol::AwsJson11 | Protocol::RpcV2Cbor);
        let auth = Auth { sigv4: Some(SigV4 { service: "suite".to_owned() }), ..Auth::default() };
        Ok(Service {
            name: "suite".to_owned(),
            version: Some(text("apiVersion").unwrap_or_else(|| "none".to_owned())),
            protocol: Some(protocol),
            target_prefix: text("targetPrefix").or_else(|| named.then(|| "Suite".to_owned())),
            endpoint: Some("https://example.com".to_owned()),
            xml_namespace: self.namespace(),
            auth,
            ..Service::default()
        })
    }

    fn http(&self) -> Result<Http, String> {
        let given = &self.group.given;
        let http = &given["http"];
        let name = http["method"].as_str().unwrap_or("POST");
        let method = Method::from_name(name).ok_or_else(|| format!("the method {name:?} is not known"))?;
        // A suite says nothing of the input beside an answer, so its labels would never be set.
        let path = http["requestUri"].as_str().filter(|_| self.group.is_input()).unwrap_or("/");
        let input = &given["input"];
        let root = self.root(input, input["locationName"].as_str());
        Ok(Http {
            method,
            path: path.to_owned(),
            status: http["responseCode"].as_u64().and_then(|status| u16::try_from(status).ok()),
            root,
            host_prefix: given["endpoint"]["hostPrefix"].as_str().map(str::to_owned),
            ..Http::default()
        })
    }

    /// Returns the root element of a body in XML: Smithy's models name it by its shape, botocore's own by what refers to it.
    fn root(&self, reference: &Value, own: Option<&str>) -> Option<String> {
        let (shape, name) = (self.target(reference)["locationName"].as_str(), reference["shape"].as_str());
        let root = if self.group.legacy { own.or(shape).or(name) } else { shape.or(name) };
        root.map(str::to_owned)
    }

    /// Returns the XML namespace of the request's root element.
    fn namespace(&self) -> Option<String> {
        let input = &self.group.given["input"];
        let shape = self.target(input);
        let payload = shape["payload"].as_str().map_or(&Value::Null, |payload| &shape["members"][payload]);
        let places = [payload, self.target(payload), input, shape];
        let namespaces = places.map(|place| &place["xmlNamespace"]);
        let mut named =
            namespaces.iter().filter_map(|namespace| namespace.as_str().or(namespace["uri"].as_str()));
        named.next().map(str::to_owned)
    }

    /// Returns the shape that something refers to.
    fn target(&self, reference: &Value) -> &Value {
        let name = reference["shape"].as_str().unwrap_or_default();
        self.group.shapes.get(name).unwrap_or(&Value::Null)
    }

    /// Returns the name of a shape in the description: one that Rust has, too.
    fn type_name(&self, shape: &str) -> String {
        format!("Shape{}", self.group.shapes.keys().position(|name| name == shape).unwrap_or_default())
    }

    /// Returns the members of an operation's input or output.
    fn root_members(&self, reference: &Value) -> Result<Map<Member>, String> {
        if reference.is_null() {
            return Ok(Map::new());
        }
        let mut shape = self.target(reference).clone();
        if shape["payload"].is_null() {
            shape["payload"] = reference["payload"].clone();
        }
        self.members(&shape)
    }

    fn members(&self, shape: &Value) -> Result<Map<Member>, String> {
        let required: Vec<&Value> = shape["required"].as_array().into_iter().flatten().collect();
        let members = shape["members"].as_object().into_iter().flatten();
        members
            .map(|(name, reference)| {
                let mut member = self.member(reference)?;
                member.required = required.iter().any(|required| *required == name);
                if shape["payload"] == name.as_str() && self.group.protocol().starts_with("rest") {
                    member.r#in = Some(Location::Payload);
                    let own = reference["locationName"].as_str();
                    let renamed = own.filter(|own| own != name).map(str::to_owned);
                    member.name = renamed.or_else(|| self.root(reference, own));
                }
                Ok((name.clone(), member))
            })
            .collect()
    }

    fn member(&self, reference: &Value) -> Result<Member, String> {
        let target = self.target(reference);
        let is = |key: &str| reference[key] == true;
        let format = reference["timestampFormat"].as_str().or(target["timestampFormat"].as_str());
        let location = match reference["location"].as_str().or(target["location"].as_str()) {
            Some("uri") => Some(Location::Path),
            Some("querystring") if target["type"] == "map" => Some(Location::QueryMap),
            Some("querystring") => Some(Location::Query),
            Some("header") => Some(Location::Header),
            Some("headers") => Some(Location::PrefixHeaders),
            Some("statusCode") => Some(Location::Status),
            Some(other) => return Err(format!("the location {other:?} is not known")),
            None if is("xmlAttribute") => Some(Location::Attribute),
            None if is("eventheader") => Some(Location::Header),
            None if is("eventpayload") => Some(Location::Payload),
            None => None,
        };
        let flattened = is("flattened") || target["flattened"] == true;
        let mut name = reference["locationName"].as_str();
        if location == Some(Location::PrefixHeaders) {
            name = name.or(target["locationName"].as_str()).or(Some(""));
        }
        if self.group.protocol() == "ec2" && self.group.is_input() {
            name = reference["queryName"].as_str().or(name);
        }
        // Where lists have no element around them, botocore's own models name them by their elements.
        if self.group.legacy && flattened {
            name = target["member"]["locationName"].as_str().or(name);
        }
        Ok(Member {
            r#type: self.r#type(reference)?,
            r#in: location,
            name: name.map(str::to_owned),
            flattened,
            format: format.map(|format| match format {
                "iso8601" => "date-time".to_owned(),
                "rfc822" => "http-date".to_owned(),
                _ => "epoch-seconds".to_owned(),
            }),
            streaming: is("streaming") || target["streaming"] == true || target["eventstream"] == true,
            json_string: is("jsonvalue"),
            idempotency_token: is("idempotencyToken"),
            ..Member::default()
        })
    }

    fn r#type(&self, reference: &Value) -> Result<TypeRef, String> {
        let target = self.target(reference);
        let scalar = match target["type"].as_str() {
            Some("structure") if target["document"] == true => Scalar::Document,
            Some("string") if target["enum"].is_null() => Scalar::String,
            Some("structure" | "list" | "map" | "string") => {
                let name = reference["shape"].as_str().unwrap_or_default();
                return Ok(TypeRef::Shape(self.type_name(name)));
            }
            Some("character") => Scalar::String,
            Some("boolean") => Scalar::Boolean,
            Some("integer") => Scalar::Integer,
            Some("long") => Scalar::Long,
            Some("float") => Scalar::Float,
            Some("double") => Scalar::Double,
            Some("timestamp") => Scalar::Timestamp,
            Some("blob") => Scalar::Blob,
            other => return Err(format!("the type {other:?} is not known")),
        };
        Ok(TypeRef::Scalar(scalar))
    }

    /// Returns a shape, unless it is a scalar.
    fn shape(&self, shape: &Value) -> Result<Option<Shape>, String> {
        let kind = match shape["type"].as_str() {
            Some("structure") if shape["document"] == true => return Ok(None),
            Some("structure") if shape["union"] == true => ShapeKind::Union(self.members(shape)?),
            Some("structure") => ShapeKind::Struct { members: self.members(shape)?, rules: Vec::new() },
            Some("list") => ShapeKind::List(Box::new(self.member(&shape["member"])?)),
            Some("map") => ShapeKind::Map(Box::new(MapType {
                key: self.member(&shape["key"])?,
                value: self.member(&shape["value"])?,
            })),
            Some("string") if shape["enum"].is_array() => {
                let values = shape["enum"].as_array().into_iter().flatten();
                let values = values.filter_map(Value::as_str).map(EnumValue::from).collect();
                ShapeKind::Enum { values, open: false }
            }
            _ => return Ok(None),
        };
        Ok(Some(Shape::of(kind)))
    }

    fn error(&self, name: &str) -> Result<ErrorShape, String> {
        let shape = self.group.shapes.get(name).unwrap_or(&Value::Null);
        let code = shape["error"]["code"].as_str();
        Ok(ErrorShape {
            code: Some(code.unwrap_or(name).to_owned()),
            members: self.members(shape)?,
            ..ErrorShape::default()
        })
    }
}
