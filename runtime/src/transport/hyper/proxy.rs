//! Connections through a proxy: a tunnel for https, absolute URIs for http.

use std::{
    io::{Error, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Uri, header::PROXY_AUTHORIZATION, uri::Scheme};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::{
    client::{
        legacy::connect::{Connected, Connection, HttpConnector, proxy::Tunnel},
        proxy::matcher::{Intercept, Matcher},
    },
    rt::TokioIo,
};
use tokio::net::TcpStream;
use tower_service::Service;

use super::BoxError;
use crate::{BuildError, transport::Proxy};

/// Connects directly or through a proxy, as the URI asks for.
#[derive(Clone)]
pub(super) struct ProxyConnector {
    direct: HttpConnector,
    proxies: Arc<Matcher>,
}

impl ProxyConnector {
    pub(super) fn new(proxy: &Proxy) -> Result<Self, BuildError> {
        proxy.check()?;
        let proxies = match proxy {
            Proxy::Environment => Matcher::from_env(),
            Proxy::Never => Matcher::builder().build(),
            Proxy::Url(url) => Matcher::builder().all(url.as_str()).build(),
        };
        let mut direct = HttpConnector::new();
        // TLS is added around the connection.
        direct.enforce_http(false);
        direct.set_nodelay(true);
        Ok(Self { direct, proxies: Arc::new(proxies) })
    }

    /// Returns the proxy for a URI. What a machine asks about itself (RFC 3927) is for no other to answer.
    fn proxy_of(&self, uri: &Uri) -> Option<Intercept> {
        let is_link_local = uri.host().is_some_and(|host| host.starts_with("169.254."));
        self.proxies.intercept(uri).filter(|_| !is_link_local)
    }

    /// Adds what the proxy wants to know, unless the request goes through a tunnel that was opened with it.
    pub(super) fn authorize<B>(&self, request: &mut Request<B>) {
        if request.uri().scheme() != Some(&Scheme::HTTP) {
            return;
        }
        let proxy = self.proxy_of(request.uri());
        if let Some(authorization) = proxy.as_ref().and_then(|proxy| proxy.basic_auth()) {
            let mut authorization = authorization.clone();
            authorization.set_sensitive(true);
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
    }
}

impl Service<Uri> for ProxyConnector {
    type Response = ProxyStream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<ProxyStream, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.direct.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let Some(proxy) = self.proxy_of(&uri) else {
            let connecting = self.direct.call(uri);
            return Box::pin(
                async move { Ok(ProxyStream { io: connecting.await?, takes_whole_uris: false }) },
            );
        };
        if uri.scheme() == Some(&Scheme::HTTP) {
            let connecting = self.direct.call(proxy.uri().clone());
            return Box::pin(
                async move { Ok(ProxyStream { io: connecting.await?, takes_whole_uris: true }) },
            );
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.direct.clone());
        if let Some(authorization) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        let connecting = tunnel.call(uri);
        Box::pin(async move { Ok(ProxyStream { io: connecting.await?, takes_whole_uris: false }) })
    }
}

/// A connection to a server or to a proxy.
pub(super) struct ProxyStream {
    io: TokioIo<TcpStream>,
    /// Whether the other end is a proxy that has to be told with each request where it goes.
    takes_whole_uris: bool,
}

impl Connection for ProxyStream {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.takes_whole_uris)
    }
}

impl Read for ProxyStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl Write for ProxyStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<Result<usize, Error>> {
        Pin::new(&mut self.io).poll_write(context, buffer)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<Result<usize, Error>> {
        Pin::new(&mut self.io).poll_write_vectored(context, buffers)
    }
}
