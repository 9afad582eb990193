//! Long results, page by page.
//!
//! A [`Pager`] knows what to ask for next, from what was answered last, and nothing of how it is asked. [`Pages`] and
//! [`Items`] are streams over it: they ask for a page when it is wanted and not before, so whoever stops early sends
//! nothing in vain. A future of `next()` may be dropped: the exchange under way is kept, and goes on with the next one.
//!
//! A cursor that was there before leads round in a circle. The page that brings it is handed over; after it comes an error of
//! the kind [`ClientErrorKind::Cursor`] instead of a page that was seen. After any error the stream ends;
//! [`Pages::next_input`] says where to go on from.

use std::{
    collections::HashSet,
    fmt,
    future::poll_fn,
    hash::{DefaultHasher, Hash, Hasher},
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use serde::Serialize;

use crate::{Call, Client, ClientError, ClientErrorKind, Operation, client::Mode};

/// An input that asks for one page of several.
pub trait Paginated: Operation {
    /// What says which page is wanted.
    type Token: Serialize;

    /// Returns the token of the page that the input asks for; none for the first.
    fn token(&self) -> Option<Self::Token>;

    /// Asks for the page of a token. What cannot be given together with a token is taken back.
    fn set_token(&mut self, token: Self::Token);

    /// Returns the token of the page after an answer; none after the last.
    fn next_token(output: &Self::Output) -> Option<Self::Token>;
}

/// An input whose pages hold items.
pub trait PaginatedItems: Paginated {
    /// What the pages hold.
    type Item;

    /// Returns the items of a page, if it has any.
    fn items(output: Self::Output) -> Option<Vec<Self::Item>>;
}

/// What to ask for next.
#[derive(Clone, Debug)]
pub struct Pager<I> {
    input: I,
    state: State,
    /// Hashes of the tokens that were asked for.
    asked: HashSet<u64>,
}

#[derive(Clone, Debug)]
enum State {
    Asking,
    /// With the token that was there before.
    Circling(String),
    Ended,
}

impl<I: Paginated> Pager<I> {
    /// Returns a pager that begins with an input.
    pub fn new(input: I) -> Self {
        let asked =
            input.token().and_then(|token| Token::of(&token)).map(|token| token.hash).into_iter().collect();
        Self { input, state: State::Asking, asked }
    }

    /// Returns what to ask for next; none after the last page, and an error, once, where a cursor repeats.
    pub fn request(&mut self) -> Option<Result<&I, ClientError>> {
        match &self.state {
            State::Asking => Some(Ok(&self.input)),
            State::Circling(token) => {
                let message = format!("the cursor {token} was there before, so the pages would never end");
                self.state = State::Ended;
                Some(Err(ClientError::new(ClientErrorKind::Cursor, message)))
            }
            State::Ended => None,
        }
    }

    /// Goes on from an answer.
    pub fn advance(&mut self, output: &I::Output) {
        let next = I::next_token(output).and_then(|next| Token::of(&next).map(|token| (next, token)));
        let Some((next, token)) = next else {
            self.state = State::Ended;
            return;
        };
        if self.asked.insert(token.hash) {
            self.input.set_token(next);
        } else {
            self.state = State::Circling(token.shown);
        }
    }

    /// Ends.
    pub fn end(&mut self) {
        self.state = State::Ended;
    }

    /// Returns the input of the page that was asked for last.
    pub fn input(&self) -> &I {
        &self.input
    }
}

/// A token that leads somewhere.
struct Token {
    hash: u64,
    shown: String,
}

impl Token {
    /// Returns a token as it is compared and shown; none for an empty one, with which services mark the end.
    fn of(token: &impl Serialize) -> Option<Self> {
        let json = serde_json::to_string(token).ok()?;
        if matches!(json.as_str(), "\"\"" | "null" | "{}" | "[]") {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        Some(Self { hash: hasher.finish(), shown: json.chars().take(64).collect() })
    }
}

/// Returns one of several values that are a token together, unless it is an empty one, which says nothing.
pub fn token_part<T: Serialize>(part: Option<T>) -> Option<T> {
    part.filter(|part| Token::of(part).is_some())
}

/// Sets something for each call.
type Configure<I> = Box<dyn Fn(Call<I>) -> Call<I> + Send + Sync>;

/// The answers of an operation, page by page.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages<I: Paginated> {
    client: Client,
    pager: Pager<I>,
    call: Option<Call<I>>,
    configure: Option<Configure<I>>,
    mode: Mode,
}

impl Client {
    /// Returns the answers to an input and to those that follow from it, page by page.
    pub fn pages<I: Paginated>(&self, input: I) -> Pages<I> {
        Pages {
            client: self.clone(),
            pager: Pager::new(input),
            call: None,
            configure: None,
            mode: Mode::Async,
        }
    }

    /// Returns what the pages of an input hold, one by one.
    pub fn items<I: PaginatedItems>(&self, input: I) -> Items<I> {
        Items { pages: self.pages(input), page: Vec::new().into_iter() }
    }
}

impl<I: Paginated> Pages<I> {
    /// Sets something for the call of each page, such as `|call| call.timeout(…)`.
    pub fn each_call(mut self, configure: impl Fn(Call<I>) -> Call<I> + Send + Sync + 'static) -> Self {
        self.configure = Some(Box::new(configure));
        self
    }

    /// Returns the next page; none after the last.
    pub async fn next(&mut self) -> Option<Result<I::Output, I::Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Returns all pages that are left.
    ///
    /// # Errors
    /// The first error of a call, or that a cursor repeats.
    pub async fn collect(mut self) -> Result<Vec<I::Output>, I::Error> {
        let mut pages = Vec::new();
        while let Some(page) = self.next().await {
            pages.push(page?);
        }
        Ok(pages)
    }

    /// Returns the input of the next page; after an error, of the page that failed.
    pub fn next_input(&self) -> &I {
        self.pager.input()
    }

    /// Lets the calls be ones that are waited for.
    #[cfg(feature = "blocking")]
    pub(crate) fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I::Output, I::Error>>> {
        let call = match &mut self.call {
            Some(call) => call,
            none => match self.pager.request() {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                Some(Ok(input)) => {
                    let call = self.client.call(input).mode(self.mode);
                    none.insert(match &self.configure {
                        Some(configure) => configure(call),
                        None => call,
                    })
                }
            },
        };
        let answer = ready!(Pin::new(call).poll(context));
        self.call = None;
        match &answer {
            Ok(output) => self.pager.advance(output),
            Err(_) => self.pager.end(),
        }
        Poll::Ready(Some(answer))
    }
}

/// Nothing is pinned within.
impl<I: Paginated> Unpin for Pages<I> {}

impl<I: Paginated> Stream for Pages<I> {
    type Item = Result<I::Output, I::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<I: Paginated> fmt::Debug for Pages<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &I::INFO.name).finish_non_exhaustive()
    }
}

/// What the pages of an operation hold, one by one.
#[must_use = "nothing is sent before an item is asked for"]
pub struct Items<I: PaginatedItems> {
    pages: Pages<I>,
    page: std::vec::IntoIter<I::Item>,
}

impl<I: PaginatedItems> Items<I> {
    /// Lets the calls be ones that are waited for.
    #[cfg(feature = "blocking")]
    pub(crate) fn mode(mut self, mode: Mode) -> Self {
        self.pages = self.pages.mode(mode);
        self
    }

    /// Sets something for the call of each page, such as `|call| call.timeout(…)`.
    pub fn each_call(mut self, configure: impl Fn(Call<I>) -> Call<I> + Send + Sync + 'static) -> Self {
        self.pages = self.pages.each_call(configure);
        self
    }

    /// Returns the next item; none after the last. A page is asked for when the one before it is used up.
    pub async fn next(&mut self) -> Option<Result<I::Item, I::Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Returns all items that are left.
    ///
    /// # Errors
    /// The first error of a call, or that a cursor repeats.
    pub async fn collect(mut self) -> Result<Vec<I::Item>, I::Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I::Item, I::Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(output)) => self.page = I::items(output).unwrap_or_default().into_iter(),
            }
        }
    }
}

/// Nothing is pinned within.
impl<I: PaginatedItems> Unpin for Items<I> {}

impl<I: PaginatedItems> Stream for Items<I> {
    type Item = Result<I::Item, I::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<I: PaginatedItems> fmt::Debug for Items<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
