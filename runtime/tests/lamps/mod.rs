//! A service as docwright would generate it, public as generated code is.
#![allow(unreachable_pub, dead_code, reason = "each test uses some of it")]

use docwright_runtime::{
    AuthScheme, ByteStream, ClientError, Failure, Method, Operation, OperationInfo, Protocol, RequestEncoder,
    Response, ServiceError, ServiceInfo, Unhandled,
    serde::{Deserialize, Serialize},
};

pub const LAMPS: ServiceInfo = ServiceInfo {
    name: "lamps",
    version: "2026-11-01",
    endpoint: "https://lamps.example.com",
    protocol: Protocol::HttpJson,
    auth: &[AuthScheme::OAuth2 { token_url: "https://lamps.example.com/token" }, AuthScheme::Bearer],
};

pub const LAMPS_AWS_JSON: ServiceInfo = ServiceInfo {
    protocol: Protocol::AwsJson { version: "1.0", target_prefix: "Lamps_20261101" },
    auth: &[AuthScheme::SigV4 { service: "lamps" }],
    ..LAMPS
};

#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
#[serde(crate = "docwright_runtime::serde", default)]
pub struct Lamp {
    pub id: Option<String>,
    pub watts: Option<u32>,
    #[serde(skip)]
    pub version: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(crate = "docwright_runtime::serde")]
pub struct SwitchLamp {
    #[serde(skip)]
    pub lamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<bool>,
    #[serde(skip)]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(crate = "docwright_runtime::serde")]
pub struct LampBusy {
    pub lamp: String,
}

#[derive(Debug)]
pub enum SwitchError {
    LampBusy(ServiceError<LampBusy>),
    Unhandled(Unhandled),
    Client(ClientError),
}
docwright_runtime::operation_error!(SwitchError { LampBusy });

impl Operation for SwitchLamp {
    const INFO: OperationInfo =
        OperationInfo::new("SwitchLamp", Method::PUT, "/lamps/{lamp}:switch").status(202);
    type Output = Lamp;
    type Error = SwitchError;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError> {
        request.label("lamp", &self.lamp)?;
        request.query("reason", self.reason.as_ref());
        request.json(self)
    }

    fn decode(response: &Response) -> Result<Lamp, ClientError> {
        let mut lamp: Lamp = response.json()?;
        lamp.version = response.header("X-Lamp-Version")?;
        Ok(lamp)
    }

    fn decode_error(failure: Failure) -> SwitchError {
        match failure.code() {
            Some("LampBusy") => SwitchError::LampBusy(failure.decode()),
            _ => SwitchError::Unhandled(failure.into_unhandled()),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct ListLamps {
    pub rooms: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
#[serde(crate = "docwright_runtime::serde", default)]
pub struct LampList {
    pub items: Vec<Lamp>,
}

#[derive(Debug)]
pub enum ListError {
    Unhandled(Unhandled),
    Client(ClientError),
}
docwright_runtime::operation_error!(ListError {});

impl Operation for ListLamps {
    const INFO: OperationInfo = OperationInfo::new("ListLamps", Method::GET, "/lamps");
    type Output = LampList;
    type Error = ListError;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError> {
        request.query_each("room", &self.rooms);
        Ok(())
    }

    fn decode(response: &Response) -> Result<LampList, ClientError> {
        response.json()
    }

    fn decode_error(failure: Failure) -> ListError {
        ListError::Unhandled(failure.into_unhandled())
    }
}

/// A POST that may not be repeated.
#[derive(Clone, Debug, Default)]
pub struct AddLamp;

impl Operation for AddLamp {
    const INFO: OperationInfo = OperationInfo::new("AddLamp", Method::POST, "/lamps");
    type Output = Lamp;
    type Error = ListError;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError> {
        request.empty_object();
        Ok(())
    }

    fn decode(response: &Response) -> Result<Lamp, ClientError> {
        response.json()
    }

    fn decode_error(failure: Failure) -> ListError {
        ListError::Unhandled(failure.into_unhandled())
    }
}

/// A POST with a token that marks repetitions.
#[derive(Clone, Debug, Serialize)]
#[serde(crate = "docwright_runtime::serde")]
pub struct AddOnce {
    pub token: String,
}

impl AddOnce {
    pub fn new() -> Self {
        Self { token: docwright_runtime::idempotency_token() }
    }
}

impl Operation for AddOnce {
    const INFO: OperationInfo = OperationInfo::new("AddOnce", Method::POST, "/lamps")
        .repeatable()
        .retry_statuses(&[409])
        .retry_after_header("X-Wait")
        .retry_after_member("state.wait");
    type Output = Lamp;
    type Error = ListError;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError> {
        request.json(self)
    }

    fn decode(response: &Response) -> Result<Lamp, ClientError> {
        response.json()
    }

    fn decode_error(failure: Failure) -> ListError {
        ListError::Unhandled(failure.into_unhandled())
    }
}

/// A body that may be a stream.
#[derive(Clone, Debug)]
pub struct Upload {
    pub body: ByteStream,
}

impl Operation for Upload {
    const INFO: OperationInfo = OperationInfo::new("Upload", Method::PUT, "/picture");
    type Output = Lamp;
    type Error = ListError;

    fn encode(&self, request: &mut RequestEncoder) -> Result<(), ClientError> {
        request.stream(self.body.clone());
        Ok(())
    }

    fn decode(response: &Response) -> Result<Lamp, ClientError> {
        response.json()
    }

    fn decode_error(failure: Failure) -> ListError {
        ListError::Unhandled(failure.into_unhandled())
    }
}
