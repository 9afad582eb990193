//! The program of cases: a crate with a module per group, thrown away afterwards, that prints what each case made.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use docwright_idl::{Description, yaml};
use docwright_rust::Layout;
use serde_json::Value;

use super::suite::{Case, Group};
use super::value::{Module, last};

/// The program while it is written.
#[derive(Default)]
pub(super) struct Program {
    files: BTreeMap<String, Arc<String>>,
    modules: usize,
    cases: Vec<String>,
    features: Vec<&'static str>,
}

impl Program {
    /// Adds the client of a group.
    pub(super) fn module(&mut self, description: &Description) -> Result<Client, String> {
        let mut options = docwright_rust::Options::default();
        options.layout = Layout::Module;
        let shown = |findings: Vec<docwright_idl::Diagnostic>| {
            findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let generated = docwright_rust::generate(description, &options).map_err(shown)?;
        let name = format!("m{}", self.modules);
        let module = Module::read(&format!("crate::{name}"), description, &generated.files)?;
        for (file, text) in generated.files {
            self.files.insert(format!("{name}/{file}"), text);
        }
        self.files
            .insert(format!("{name}/api.yaml"), yaml::write(description).map_err(|e| e.to_string())?.into());
        self.features.extend(docwright_rust::runtime_features(description));
        self.modules += 1;
        Ok(Client { name, module })
    }

    /// Adds a case; its number is its place in what [`Self::run`] returns.
    pub(super) fn case(&mut self, client: &Client, group: &Group, case: &Case) -> Result<usize, String> {
        let body = if group.is_input() { client.input(group, case)? } else { client.output(group, case)? };
        self.cases.push(body);
        Ok(self.cases.len() - 1)
    }

    /// Compiles the program with warnings denied, runs it and returns what each case made.
    pub(super) fn run(mut self, out: &Path) -> io::Result<Vec<Value>> {
        let source = out.join("src");
        if source.exists() {
            fs::remove_dir_all(&source)?;
        }
        self.files.insert("main.rs".to_owned(), self.main().into());
        self.files.insert("harness.rs".to_owned(), include_str!("harness.rs").to_owned().into());
        for (file, text) in &self.files {
            let path = source.join(file);
            path.parent().map(fs::create_dir_all).transpose()?;
            fs::write(path, text.as_bytes())?;
        }
        self.features.sort_unstable();
        self.features.dedup();
        let runtime = fs::canonicalize("runtime")?;
        let manifest = format!(
            "[package]\nname = \"protocol-cases\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\ndocwright-runtime = {{ path = {runtime:?}, features = {:?} }}\n\
             tokio = {{ version = \"1\", features = [\"rt\"] }}\n\n\
             [lints.rust]\nwarnings = \"deny\"\n\n[profile.dev]\ndebug = 0\nincremental = false\n\n[workspace]\n",
            self.features
        );
        fs::write(out.join("Cargo.toml"), manifest)?;
        fs::copy("Cargo.lock", out.join("Cargo.lock"))?;
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["run", "--quiet", "--manifest-path"]).arg(out.join("Cargo.toml"));
        if std::env::var_os("CARGO_TARGET_DIR").is_none() {
            command.arg("--target-dir").arg(out.join("target"));
        }
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut made = Vec::new();
        for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines) {
            made.push(serde_json::from_str(&line?).map_err(io::Error::other)?);
        }
        let status = child.wait()?;
        if !status.success() || made.len() != self.cases.len() {
            return Err(io::Error::other("the program of cases does not compile, or broke off"));
        }
        Ok(made)
    }

    fn main(&self) -> String {
        let mut text = String::from("mod harness;\n");
        // Writing to a String cannot fail.
        for module in 0..self.modules {
            let _ = writeln!(text, "#[allow(dead_code)]\nmod m{module};");
        }
        text.push_str("\nuse docwright_runtime::serde_json::Value;\n\nfn main() {\n");
        text.push_str("    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();\n");
        for case in 0..self.cases.len() {
            let _ = writeln!(
                text,
                "    println!(\"{{}}\", runtime.block_on(case_{case}()).unwrap_or_else(|v| v));"
            );
        }
        text.push_str("}\n");
        for (number, body) in self.cases.iter().enumerate() {
            let _ = writeln!(text, "\nasync fn case_{number}() -> Result<Value, Value> {{\n{body}}}");
        }
        text
    }
}

/// The client of a group.
pub(super) struct Client {
    name: String,
    module: Module,
}

impl Client {
    fn input(&self, group: &Group, case: &Case) -> Result<String, String> {
        let none = Value::Object(serde_json::Map::new());
        let params = case.content.get("params").unwrap_or(&none);
        let input = self.module.item(&self.module.input, params)?;
        let endpoint = group.endpoint.as_deref().unwrap_or("https://example.com");
        Ok(format!("    Ok(harness::sent(&{}::SERVICE, {endpoint:?}, {input}).await)\n", self.name))
    }

    fn output(&self, group: &Group, case: &Case) -> Result<String, String> {
        let none = Value::Object(serde_json::Map::new());
        let input = self.module.item(&self.module.input, &none)?;
        let response = &case.content["response"];
        let status = response["status_code"].as_u64().unwrap_or(200);
        let headers = response["headers"].as_object().into_iter().flatten();
        let headers: Vec<_> = headers
            .map(|(name, value)| {
                format!("({:?}, {:?})", name.to_ascii_lowercase(), value.as_str().unwrap_or_default())
            })
            .collect();
        let mut body = response["body"].as_str().unwrap_or_default().as_bytes().to_vec();
        let events =
            self.module.fields(&self.module.output).iter().any(|(.., r#type)| is(r#type, "EventStream"));
        if events || group.protocol() == "smithy-rpc-v2-cbor" {
            body = BASE64_STANDARD.decode(&body).map_err(|error| error.to_string())?;
        }
        let body: String = body.iter().map(|byte| byte.escape_ascii().to_string()).collect();
        let mut text = format!(
            "    let answer = harness::answered(&{}::SERVICE, {input}, {status}, &[{}], b\"{body}\").await?;\n",
            self.name,
            headers.join(", ")
        );
        if case.content.get("error").is_some() {
            text.push_str(&self.error(group, &case.content)?);
        } else {
            text.push_str("    let output = answer.map_err(|error| Value::from(format!(\"{error}\")))?;\n");
            let result = case.content.get("result").unwrap_or(&none);
            text.push_str(&self.compared(&lower_headers(group, result.clone()))?);
        }
        text.push_str("    Ok(Value::Null)\n");
        Ok(text)
    }

    /// Returns the statements that compare an output.
    fn compared(&self, result: &Value) -> Result<String, String> {
        let output = &self.module.output;
        let fields = self.module.fields(output);
        let streams = |(.., r#type): &(String, String, syn::Type)| {
            is(r#type, "ByteStream") || is(r#type, "EventStream")
        };
        if !fields.iter().any(streams) {
            let expected = self.module.item(output, result)?;
            return Ok(format!("    harness::compare(\"the output\", &output, &{expected})?;\n"));
        }
        let mut text = String::new();
        for (member, field, r#type) in fields {
            let value = result.get(member).unwrap_or(&Value::Null);
            let (found, expected) = if is(r#type, "ByteStream") {
                let expected = format!(
                    "docwright_runtime::bytes::Bytes::from({:?})",
                    value.as_str().unwrap_or_default()
                );
                (format!("output.{field}.collect().await.unwrap_or_default()"), expected)
            } else if is(r#type, "EventStream") {
                let event =
                    last(r#type).and_then(|(_, within)| within.into_iter().next()).ok_or("no event")?;
                let events = value.as_array().into_iter().flatten();
                let events = events.map(|value| self.module.expression(&event, value));
                let events = events.collect::<Result<Vec<_>, String>>()?;
                let take = format!(
                    "{{ let (mut events, mut stream) = (Vec::new(), output.{field}); \
                     while let Some(event) = stream.next().await {{ \
                     events.push(event.map_err(|error| Value::from(error.to_string()))?); }} events }}"
                );
                (take, format!("vec![{}]", events.join(", ")))
            } else {
                (format!("output.{field}"), self.module.expression(r#type, value)?)
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "    harness::compare({member:?}, &{found}, &{expected})?;");
        }
        Ok(text)
    }

    /// Returns the statements that compare an error.
    fn error(&self, group: &Group, content: &Value) -> Result<String, String> {
        let error = self.module.of_operation(&self.module.error);
        let mut text =
            "    let Err(error) = answer else { return Err(Value::from(\"no error\")) };\n".to_owned();
        for (accessor, key) in [("code", "errorCode"), ("message", "errorMessage")] {
            if let Some(expected) = content[key].as_str() {
                let _ = writeln!(
                    text,
                    "    harness::compare({accessor:?}, &error.{accessor}(), &Some({expected:?}))?;"
                );
            }
        }
        // An error of a code that the operation does not name has no members.
        let given = group.given["errors"].as_array().into_iter().flatten();
        let mut names = given.filter_map(|error| error["shape"].as_str());
        let known = names.position(|name| {
            let code = group.shapes.get(name).and_then(|shape| shape["error"]["code"].as_str());
            content["errorCode"].as_str().is_none_or(|sent| sent == code.unwrap_or(name))
        });
        if let Some((variant, Some(body))) = known.and_then(|index| self.module.errors.get(index)) {
            let expected = self.module.expression(body, &content["error"])?;
            let _ = writeln!(
                text,
                "    let {error}::{variant}(error) = error else {{ return Err(Value::from(format!(\"{{error:?}}\"))) }};\n\
                 \x20   harness::compare(\"the error\", &error.body(), &Some(&{expected}))?;"
            );
        }
        Ok(text)
    }
}

/// Returns a result with the names of headers in lower case, as they are known here (RFC 9110, section 5.1).
fn lower_headers(group: &Group, mut result: Value) -> Value {
    let shape = group.given["output"]["shape"].as_str().and_then(|name| group.shapes.get(name));
    let members = shape.and_then(|shape| shape["members"].as_object()).into_iter().flatten();
    for (name, _) in members.filter(|(_, member)| member["location"] == "headers") {
        if let Some(Value::Object(headers)) = result.get_mut(name) {
            let lower = std::mem::take(headers).into_iter();
            headers.extend(lower.map(|(name, value)| (name.to_ascii_lowercase(), value)));
        }
    }
    result
}

fn is(r#type: &syn::Type, name: &str) -> bool {
    last(r#type).is_some_and(|(last, _)| last == name)
}
