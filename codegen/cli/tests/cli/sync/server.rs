//! An HTTP server on loopback that answers as a test says, faults included.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A request, as far as tests look at it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query; the whole URL if the server is asked as a proxy.
    pub(crate) target: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) at: Instant,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// How many bytes of the body are sent before the connection ends.
    sent: Option<usize>,
    /// How long it takes.
    delay: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), sent: None, delay: Duration::ZERO }
    }

    pub(crate) fn text(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body).with("content-type", "text/plain; charset=utf-8")
    }

    pub(crate) fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body).with("content-type", "text/html")
    }

    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::new(status, "").with("location", to)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn cut_off_after(self, bytes: usize) -> Self {
        Self { sent: Some(bytes), ..self }
    }

    pub(crate) fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

type Answer = dyn Fn(&Request) -> Reply + Send + Sync;

/// A server that runs until the test ends.
pub(crate) struct Server {
    address: String,
    answer: Arc<Mutex<Arc<Answer>>>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// A server that answers with what `answer` returns, and with 404 to requests for robots.txt that it leaves alone.
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let answer: Arc<Mutex<Arc<Answer>>> = Arc::new(Mutex::new(Arc::new(answer)));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let server = Self { address, answer: Arc::clone(&answer), requests: Arc::clone(&requests) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, requests) = (Arc::clone(&answer), Arc::clone(&requests));
                std::thread::spawn(move || serve(stream, &answer, &requests));
            }
        });
        server
    }

    /// A server that holds these files.
    pub(crate) fn of(files: &[(&str, Reply)]) -> Self {
        Self::start(holding(files))
    }

    /// Lets the server hold these files from now on.
    pub(crate) fn hold(&self, files: &[(&str, Reply)]) {
        *self.answer.lock().unwrap() = Arc::new(holding(files));
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests since this was asked last, without those for robots.txt.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut requests = std::mem::take(&mut *self.requests.lock().unwrap());
        requests.retain(|request| request.target != "/robots.txt");
        requests
    }
}

fn holding(files: &[(&str, Reply)]) -> impl Fn(&Request) -> Reply + Send + Sync + use<> {
    let files: HashMap<String, Reply> =
        files.iter().map(|(path, reply)| ((*path).to_owned(), reply.clone())).collect();
    move |request| {
        let Some(reply) = files.get(&request.target) else { return Reply::new(404, "Not found") };
        let conditions = [("if-none-match", "etag"), ("if-modified-since", "last-modified")];
        let is_unchanged = conditions.iter().any(|(condition, validator)| {
            let given = reply.headers.iter().find(|(name, _)| name == validator).map(|(_, value)| value);
            given.is_some() && request.headers.get(*condition) == given
        });
        if is_unchanged { Reply::new(304, "") } else { reply.clone() }
    }
}

fn serve(stream: TcpStream, answer: &Mutex<Arc<Answer>>, requests: &Mutex<Vec<Request>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    while let Some(request) = read_request(&mut reader) {
        requests.lock().unwrap().push(request.clone());
        if request.method == "CONNECT" {
            stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
            tunnel(&request.target, stream, reader);
            return;
        }
        let answer = Arc::clone(&answer.lock().unwrap());
        let reply = answer(&request);
        std::thread::sleep(reply.delay);
        let mut head =
            format!("HTTP/1.1 {} Status\r\ncontent-length: {}\r\n", reply.status, reply.body.len());
        for (name, value) in &reply.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let sent = reply.sent.unwrap_or(reply.body.len());
        let written = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&reply.body[..sent]));
        if written.is_err() || reply.sent.is_some() {
            return;
        }
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut first = lines.first()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let header = |line: &String| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    };
    let headers = lines.iter().skip(1).filter_map(header).collect();
    Some(Request { method, target, headers, at: Instant::now() })
}

/// Passes bytes on, as a proxy does.
fn tunnel(target: &str, mut client: TcpStream, mut from_client: BufReader<TcpStream>) {
    let server = TcpStream::connect(target).unwrap();
    let (mut to_server, mut from_server) = (server.try_clone().unwrap(), server);
    std::thread::spawn(move || copy(&mut from_server, &mut client));
    copy(&mut from_client, &mut to_server);
}

fn copy(from: &mut impl Read, to: &mut impl Write) {
    // Either side may end the connection.
    let _ = std::io::copy(from, to);
}
