//! A service as docwright would generate it, public as generated code is.
#![allow(unreachable_pub)]

use docwright_runtime::{
    AuthScheme, ClientError, Failure, Method, Operation, OperationInfo, Protocol, RequestEncoder, Response,
    ServiceError, ServiceInfo, Unhandled,
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

#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
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

#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
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
