//! Serves reports on loopback. Each is made anew when it is asked for.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use docwright_idl::{Code, Diagnostic};

use super::{escaped, html, policy, service_of};
use crate::Failure;
use crate::change::Reader;
use crate::terminal::Terminal;
use crate::workspace::{ServiceFolder, Workspace};

/// How many bytes a request's head may have.
const MAX_HEAD: u64 = 16 << 10;
/// How long a browser may take to send it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves the reports of services until the process ends.
pub(super) fn serve(
    workspace: &Workspace,
    services: &[ServiceFolder],
    port: u16,
    terminal: &mut Terminal<'_>,
) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| {
        Diagnostic::new(Code::CANNOT_WRITE, format!("cannot listen on port {port} of this machine: {error}"))
            .help("name another port with `--port`, or 0 for any that is free")
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    let path = match services {
        [service] => format!("{}.html", service.name),
        _ => String::new(),
    };
    terminal.done("Serving", &format!("http://{address}/{path}; end it with Ctrl-C"));
    for stream in listener.incoming() {
        // A browser that goes away is no failure.
        let _ = stream.and_then(|stream| answer(stream, workspace, services));
    }
    Ok(())
}

/// Answers one request.
fn answer(mut stream: TcpStream, workspace: &Workspace, services: &[ServiceFolder]) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream.try_clone()?.take(MAX_HEAD)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let mut host = String::new();
    for line in lines {
        let line = line?;
        match line.split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("host") => host = value.trim().to_owned(),
            _ if line.is_empty() => break,
            _ => {}
        }
    }
    let (status, body) = response(&first, &host, workspace, services);
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\nx-frame-options: DENY\r\n\
         content-security-policy: {}; frame-ancestors 'none'\r\n\r\n",
        body.len(),
        policy()
    )?;
    if !first.starts_with("HEAD ") {
        stream.write_all(body.as_bytes())?;
    }
    stream.flush()
}

fn response(
    first: &str,
    host: &str,
    workspace: &Workspace,
    services: &[ServiceFolder],
) -> (&'static str, String) {
    let mut parts = first.split(' ');
    let (method, target) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // A page of another site, whose name was made to mean this machine, is not answered.
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !matches!(name, "127.0.0.1" | "localhost") {
        return ("421 Misdirected Request", "<p>Ask for 127.0.0.1.".to_owned());
    }
    if !matches!(method, "GET" | "HEAD") {
        return ("405 Method Not Allowed", "<p>Only GET.".to_owned());
    }
    let path = target.split(['?', '#']).next().unwrap_or_default();
    if path == "/" {
        let links = services
            .iter()
            .map(|service| format!("<li><a href=\"/{0}.html\">{0}</a>", escaped(&service.name)));
        return (
            "200 OK",
            format!("<!doctype html><title>docwright</title><ul>{}</ul>", links.collect::<String>()),
        );
    }
    let Some(service) = service_of(path, services) else {
        return ("404 Not Found", "<p>There is no such report.".to_owned());
    };
    let made =
        Reader::of(workspace, || ()).map_err(Failure::from).and_then(|_reader| html(workspace, service));
    match made {
        Ok(html) => ("200 OK", html),
        Err(failure) => {
            let text = match failure {
                Failure::Usage(text) => text,
                Failure::Findings(findings) => {
                    findings.iter().map(|finding| format!("{finding}\n\n")).collect()
                }
            };
            (
                "500 Internal Server Error",
                format!("<!doctype html><title>docwright</title><pre>{}</pre>", escaped(&text)),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_answered_and_only_reports() {
        let workspace = Workspace::at("");
        let services = [workspace.service("clock")];
        let status = |first: &str, host: &str| {
            response(first, host, &workspace, &services).0.split(' ').next().unwrap().to_owned()
        };
        assert_eq!(status("GET / HTTP/1.1", "127.0.0.1:80"), "200");
        assert_eq!(status("GET / HTTP/1.1", "evil.example:80"), "421");
        assert_eq!(status("POST / HTTP/1.1", "localhost"), "405");
        for path in ["/x.html", "/../clock.html/..", "/clock", "/etc/passwd", ""] {
            assert_eq!(status(&format!("GET {path} HTTP/1.1"), "localhost"), "404", "{path}");
        }
        assert_eq!(status("", "localhost"), "405");
    }
}
