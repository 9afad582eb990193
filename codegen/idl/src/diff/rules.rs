//! The rules: what may change between two descriptions, how each change is judged, and by which one it is undone.
//!
//! A row of the table is a kind of change. Most rows are judged by the direction in which a value travels, for what
//! frees a caller in a request may break one in a response; row and direction together are a [`Rule`].

use std::fmt;

use serde::Serialize;

/// What a change means to those who call the generated client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// What the documentation says is worded differently; nothing else changes.
    DocsOnly,
    /// What worked works as before.
    Compatible,
    /// What compiled compiles, but may behave differently at run time: be refused, be read differently, be new.
    Risky,
    /// Something that compiled does not compile any more.
    Breaking,
}

impl Impact {
    /// All of them, the lightest first.
    pub const ALL: [Self; 4] = [Self::DocsOnly, Self::Compatible, Self::Risky, Self::Breaking];

    /// Returns the name that stands in reports and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocsOnly => "docs-only",
            Self::Compatible => "compatible",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which way the values travel that a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Callers make them, services take them.
    Request,
    /// Services make them, callers take them.
    Response,
    /// Both of it.
    Both,
}

impl Direction {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Request, Self::Response, Self::Both];

    /// Returns the beginning of the names of rules of this direction.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "shared",
        }
    }
}

/// A kind of change, judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// What changes.
    pub change: Change,
    /// Which way the values travel; `None` where that makes no difference.
    pub direction: Option<Direction>,
}

impl Rule {
    /// Returns all rules, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        Change::ALL.iter().flat_map(|change| {
            let directions = Direction::ALL.into_iter().map(Some).chain([None]);
            directions
                .map(|direction| Self { change: *change, direction })
                .filter(|rule| rule.change.judged(rule.direction).is_some())
        })
    }

    /// Returns the rule's name, such as `request-length-tightened` or `operation-removed`.
    pub fn name(self) -> String {
        match self.direction {
            Some(direction) => format!("{}-{}", direction.as_str(), self.change.name()),
            None => self.change.name().to_owned(),
        }
    }

    /// Returns the rule of the given name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|rule| rule.name() == name)
    }

    /// Returns the rule for the way back: what it finds in `(A, B)`, that one finds in `(B, A)`.
    pub fn mirror(self) -> Self {
        Self { change: self.change.undone_by(), ..self }
    }

    /// Returns how the change is judged.
    pub fn impact(self) -> Impact {
        // Rules are made for what the table judges; what it forgets is better taken too seriously.
        self.change.judged(self.direction).unwrap_or(Impact::Breaking)
    }

    /// Returns what the change is, as the beginning of a sentence.
    pub fn title(self) -> String {
        match self.direction {
            Some(Direction::Request) => format!("in requests, {}", self.change.title()),
            Some(Direction::Response) => format!("in responses, {}", self.change.title()),
            Some(Direction::Both) => format!("in requests and responses, {}", self.change.title()),
            None => self.change.title().to_owned(),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// How a row is judged.
enum Judged {
    /// The same way wherever it is.
    Alone(Impact),
    /// By the direction: in requests, in responses, in what travels both ways. `None`: it does not happen there.
    By([Option<Impact>; 3]),
}

const fn by(request: Impact, response: Impact, both: Impact) -> Judged {
    Judged::By([Some(request), Some(response), Some(both)])
}

macro_rules! changes {
    ($($variant:ident = $name:literal, undone by $undo:ident, $judged:expr, $title:literal;)+) => {
        /// What may change between two descriptions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Change {
            $(#[doc = $title] $variant,)+
        }

        impl Change {
            /// All changes, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name, without a direction.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns what a change is called that undoes this one.
            pub fn undone_by(self) -> Self {
                match self { $(Self::$variant => Self::$undo,)+ }
            }

            /// Returns what changes, in one clause.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            fn judgement(self) -> Judged {
                use Impact::{Breaking, Compatible, DocsOnly, Risky};
                use Judged::{Alone, By};
                match self { $(Self::$variant => $judged,)+ }
            }
        }
    };
}

impl Change {
    /// Returns how the change is judged in a direction; `None` if it does not happen there.
    pub fn judged(self, direction: Option<Direction>) -> Option<Impact> {
        match (self.judgement(), direction) {
            (Judged::Alone(impact), None) => Some(impact),
            (Judged::By([impact, ..]), Some(Direction::Request))
            | (Judged::By([_, impact, _]), Some(Direction::Response))
            | (Judged::By([.., impact]), Some(Direction::Both)) => impact,
            _ => None,
        }
    }
}

changes! {
    // The service.
    ServiceAdded = "service-added", undone by ServiceRemoved, Alone(Compatible), "a service is described that was not";
    ServiceRemoved = "service-removed", undone by ServiceAdded, Alone(Breaking), "a service is not described any more";
    ServiceRenamed = "service-renamed", undone by ServiceRenamed, Alone(Breaking), "the service has another name, and so has the client's module";
    ServiceTitleChanged = "service-title-changed", undone by ServiceTitleChanged, Alone(DocsOnly), "the service's title changed";
    ServiceDocChanged = "service-doc-changed", undone by ServiceDocChanged, Alone(DocsOnly), "the service's documentation is worded differently";
    ServiceDocUrlChanged = "service-doc-url-changed", undone by ServiceDocUrlChanged, Alone(DocsOnly), "the service is documented elsewhere";
    ApiVersionChanged = "api-version-changed", undone by ApiVersionChanged, Alone(Risky), "the API has another version";
    ProtocolAdded = "protocol-added", undone by ProtocolRemoved, Alone(Compatible), "the protocol is known now, so there can be a client";
    ProtocolRemoved = "protocol-removed", undone by ProtocolAdded, Alone(Breaking), "the protocol is not known any more, so there can be no client";
    ProtocolChanged = "protocol-changed", undone by ProtocolChanged, Alone(Risky), "the service speaks another protocol";
    TargetPrefixChanged = "target-prefix-changed", undone by TargetPrefixChanged, Alone(Risky), "operations are addressed under another prefix";
    XmlNamespaceChanged = "xml-namespace-changed", undone by XmlNamespaceChanged, Alone(Risky), "requests have another XML namespace";
    EndpointAdded = "endpoint-added", undone by EndpointRemoved, Alone(Compatible), "the endpoint is known now, so there can be a client";
    EndpointRemoved = "endpoint-removed", undone by EndpointAdded, Alone(Breaking), "the endpoint is not known any more, so there can be no client";
    EndpointChanged = "endpoint-changed", undone by EndpointChanged, Alone(Risky), "the service has another endpoint";
    VariableAdded = "variable-added", undone by VariableRemoved, Alone(Risky), "a variable of the endpoint is documented that was not";
    VariableRemoved = "variable-removed", undone by VariableAdded, Alone(Risky), "a variable of the endpoint is not documented any more";
    VariableDefaultAdded = "variable-default-added", undone by VariableDefaultRemoved, Alone(Compatible), "a variable of the endpoint has a default now";
    VariableDefaultRemoved = "variable-default-removed", undone by VariableDefaultAdded, Alone(Risky), "a variable of the endpoint has no default any more";
    VariableDefaultChanged = "variable-default-changed", undone by VariableDefaultChanged, Alone(Risky), "a variable of the endpoint has another default";
    VariableValueAdded = "variable-value-added", undone by VariableValueRemoved, Alone(Compatible), "a variable of the endpoint may have one value more";
    VariableValueRemoved = "variable-value-removed", undone by VariableValueAdded, Alone(Risky), "a variable of the endpoint may have one value less";
    VariableDocChanged = "variable-doc-changed", undone by VariableDocChanged, Alone(DocsOnly), "a variable's documentation is worded differently";

    // Signing in.
    SigV4Added = "sigv4-added", undone by SigV4Removed, Alone(Compatible), "requests may be signed";
    SigV4Removed = "sigv4-removed", undone by SigV4Added, Alone(Risky), "requests cannot be signed any more";
    SigningNameChanged = "signing-name-changed", undone by SigningNameChanged, Alone(Risky), "requests are signed for another service name";
    OAuth2Added = "oauth2-added", undone by OAuth2Removed, Alone(Compatible), "one may sign in with OAuth 2.0";
    OAuth2Removed = "oauth2-removed", undone by OAuth2Added, Alone(Risky), "one cannot sign in with OAuth 2.0 any more";
    GrantAdded = "grant-added", undone by GrantRemoved, Alone(Compatible), "there is one more OAuth 2.0 grant";
    GrantRemoved = "grant-removed", undone by GrantAdded, Alone(Risky), "there is one OAuth 2.0 grant less";
    AuthorizeUrlChanged = "authorize-url-changed", undone by AuthorizeUrlChanged, Alone(Risky), "users authorise clients elsewhere";
    TokenUrlChanged = "token-url-changed", undone by TokenUrlChanged, Alone(Risky), "tokens are issued elsewhere";
    ScopeAdded = "scope-added", undone by ScopeRemoved, Alone(Compatible), "there is one more OAuth 2.0 scope";
    ScopeRemoved = "scope-removed", undone by ScopeAdded, Alone(Risky), "there is one OAuth 2.0 scope less";
    ScopeDocChanged = "scope-doc-changed", undone by ScopeDocChanged, Alone(DocsOnly), "a scope's documentation is worded differently";
    BearerAdded = "bearer-added", undone by BearerRemoved, Alone(Compatible), "one may sign in with a bearer token";
    BearerRemoved = "bearer-removed", undone by BearerAdded, Alone(Risky), "one cannot sign in with a bearer token any more";
    BasicAdded = "basic-added", undone by BasicRemoved, Alone(Compatible), "one may sign in with a password";
    BasicRemoved = "basic-removed", undone by BasicAdded, Alone(Risky), "one cannot sign in with a password any more";
    ApiKeyAdded = "api-key-added", undone by ApiKeyRemoved, Alone(Compatible), "one may sign in with one more key";
    ApiKeyRemoved = "api-key-removed", undone by ApiKeyAdded, Alone(Risky), "one cannot sign in with a key any more";
    ApiKeyMoved = "api-key-moved", undone by ApiKeyMoved, Alone(Risky), "a key travels elsewhere";
    ApiKeyNameChanged = "api-key-name-changed", undone by ApiKeyNameChanged, Alone(Risky), "a key travels under another name";
    ApiKeyDocChanged = "api-key-doc-changed", undone by ApiKeyDocChanged, Alone(DocsOnly), "a key's documentation is worded differently";

    // Operations.
    OperationAdded = "operation-added", undone by OperationRemoved, Alone(Compatible), "there is one more operation";
    OperationRemoved = "operation-removed", undone by OperationAdded, Alone(Breaking), "an operation is gone, and so is its method";
    OperationRenamed = "operation-renamed", undone by OperationRenamed, Alone(Breaking), "an operation has another name, and so has its method";
    OperationDocChanged = "operation-doc-changed", undone by OperationDocChanged, Alone(DocsOnly), "an operation's documentation is worded differently";
    OperationDocUrlChanged = "operation-doc-url-changed", undone by OperationDocUrlChanged, Alone(DocsOnly), "an operation is documented elsewhere";
    OperationErrorDocChanged = "operation-error-doc-changed", undone by OperationErrorDocChanged, Alone(DocsOnly), "what an operation says of an error is worded differently";
    OperationErrorMediaChanged = "operation-error-media-changed", undone by OperationErrorMediaChanged, Alone(Risky), "an error's body has another media type at an operation";
    OperationExamplesChanged = "operation-examples-changed", undone by OperationExamplesChanged, Alone(DocsOnly), "an operation's examples changed";
    OperationDeprecated = "operation-deprecated", undone by OperationUndeprecated, Alone(Compatible), "an operation is deprecated, of which the compiler warns";
    OperationUndeprecated = "operation-undeprecated", undone by OperationDeprecated, Alone(Compatible), "an operation is not deprecated any more";
    OperationDeprecationChanged = "operation-deprecation-changed", undone by OperationDeprecationChanged, Alone(DocsOnly), "an operation's deprecation is worded differently";
    HttpAdded = "http-added", undone by HttpRemoved, Alone(Compatible), "an operation's method and path are known now";
    HttpRemoved = "http-removed", undone by HttpAdded, Alone(Breaking), "an operation's method and path are not known any more, so there can be no client";
    HttpRestated = "http-restated", undone by HttpRestated, Alone(DocsOnly), "an operation's method or path is documented differently, and the protocol uses neither";
    MethodChanged = "method-changed", undone by MethodChanged, Alone(Risky), "an operation has another HTTP method";
    PathChanged = "path-changed", undone by PathChanged, Alone(Risky), "an operation has another path";
    SuccessStatusAdded = "success-status-added", undone by SuccessStatusRemoved, Alone(Risky), "the status of an operation's success is known now";
    SuccessStatusRemoved = "success-status-removed", undone by SuccessStatusAdded, Alone(Risky), "the status of an operation's success is not known any more";
    FurtherStatusAdded = "further-status-added", undone by FurtherStatusRemoved, Alone(Compatible), "an operation succeeds with one more status";
    FurtherStatusRemoved = "further-status-removed", undone by FurtherStatusAdded, Alone(Risky), "an operation does not succeed with a status any more";
    SuccessStatusChanged = "success-status-changed", undone by SuccessStatusChanged, Alone(Risky), "an operation succeeds with another status";
    RootElementChanged = "root-element-changed", undone by RootElementChanged, Alone(Risky), "an operation's request has another root element";
    HostPrefixChanged = "host-prefix-changed", undone by HostPrefixChanged, Alone(Risky), "an operation is answered by another host";
    RequestMediaChanged = "request-media-changed", undone by RequestMediaChanged, Alone(Risky), "an operation's request body has another media type";
    ResponseMediaChanged = "response-media-changed", undone by ResponseMediaChanged, Alone(Risky), "an operation's response body has another media type";
    ScopesDemanded = "scopes-demanded", undone by ScopesDropped, Alone(Risky), "an operation demands an OAuth 2.0 scope now";
    ScopesDropped = "scopes-dropped", undone by ScopesDemanded, Alone(Compatible), "an operation demands no OAuth 2.0 scope any more";
    OperationScopeAdded = "operation-scope-added", undone by OperationScopeRemoved, Alone(Compatible), "one more OAuth 2.0 scope allows an operation";
    OperationScopeRemoved = "operation-scope-removed", undone by OperationScopeAdded, Alone(Risky), "an OAuth 2.0 scope does not allow an operation any more";
    SigningInDropped = "signing-in-dropped", undone by SigningInDemanded, Alone(Compatible), "an operation needs no signing in any more";
    SigningInDemanded = "signing-in-demanded", undone by SigningInDropped, Alone(Risky), "an operation needs signing in now";
    IdempotencePromised = "idempotence-promised", undone by IdempotenceWithdrawn, Alone(Compatible), "an operation may be repeated";
    IdempotenceWithdrawn = "idempotence-withdrawn", undone by IdempotencePromised, Alone(Risky), "an operation must not be repeated any more";
    OperationErrorAdded = "operation-error-added", undone by OperationErrorRemoved, Alone(Compatible), "an operation may fail with one more error";
    OperationErrorRemoved = "operation-error-removed", undone by OperationErrorAdded, Alone(Breaking), "an operation does not fail with an error any more, and its variant is gone";

    // Paging, retrying, waiting.
    PaginationAdded = "pagination-added", undone by PaginationRemoved, Alone(Compatible), "an operation can be paged through";
    PaginationRemoved = "pagination-removed", undone by PaginationAdded, Alone(Breaking), "an operation cannot be paged through any more, and has no streams";
    PageTokenChanged = "page-token-changed", undone by PageTokenChanged, Alone(Risky), "another member takes the token of the page wanted";
    NextTokenChanged = "next-token-changed", undone by NextTokenChanged, Alone(Risky), "another member holds the token of the next page";
    FurtherTokensChanged = "further-tokens-changed", undone by FurtherTokensChanged, Alone(Risky), "other members say together with the token which page is wanted";
    PageItemsAdded = "page-items-added", undone by PageItemsRemoved, Alone(Compatible), "the items of a page are known now";
    PageItemsRemoved = "page-items-removed", undone by PageItemsAdded, Alone(Breaking), "the items of a page are not known any more, and have no stream";
    PageItemsChanged = "page-items-changed", undone by PageItemsChanged, Alone(Breaking), "another member holds the items of a page";
    PageSizeChanged = "page-size-changed", undone by PageSizeChanged, Alone(Risky), "another member limits the items of a page";
    MoreResultsChanged = "more-results-changed", undone by MoreResultsChanged, Alone(Risky), "another member says whether there are more pages";
    RetryAdded = "retry-added", undone by RetryRemoved, Alone(Compatible), "it is known how long to wait before an operation is tried again";
    RetryRemoved = "retry-removed", undone by RetryAdded, Alone(Risky), "it is not known any more how long to wait before an operation is tried again";
    RetryHeaderChanged = "retry-header-changed", undone by RetryHeaderChanged, Alone(Risky), "another header says how long to wait before an operation is tried again";
    RetryMemberChanged = "retry-member-changed", undone by RetryMemberChanged, Alone(Risky), "another member says how long to wait before an operation is tried again";
    WaiterAdded = "waiter-added", undone by WaiterRemoved, Alone(Compatible), "one may wait for one more state";
    WaiterRemoved = "waiter-removed", undone by WaiterAdded, Alone(Breaking), "one cannot wait for a state any more";
    WaiterTold = "waiter-told", undone by WaiterUntold, Alone(Breaking), "it is known when a state is reached, and callers do not say it any more";
    WaiterUntold = "waiter-untold", undone by WaiterTold, Alone(Breaking), "it is not known any more when a state is reached, and callers must say it";
    WaiterDelayChanged = "waiter-delay-changed", undone by WaiterDelayChanged, Alone(Compatible), "a waiter asks in another rhythm";
    WaiterAttemptsChanged = "waiter-attempts-changed", undone by WaiterAttemptsChanged, Alone(Compatible), "a waiter asks another number of times";
    WaiterStatesChanged = "waiter-states-changed", undone by WaiterStatesChanged, Alone(Risky), "a waiter ends differently";

    // Rules between members.
    ExclusiveAdded = "exclusive-added", undone by ExclusiveRemoved, by(Risky, Compatible, Risky), "members exclude each other now";
    ExclusiveRemoved = "exclusive-removed", undone by ExclusiveAdded, by(Compatible, Risky, Risky), "members do not exclude each other any more";
    AtLeastOneAdded = "at-least-one-added", undone by AtLeastOneRemoved, by(Risky, Compatible, Risky), "at least one of some members is demanded now";
    AtLeastOneRemoved = "at-least-one-removed", undone by AtLeastOneAdded, by(Compatible, Risky, Risky), "none of some members is demanded any more";
    ExactlyOneAdded = "exactly-one-added", undone by ExactlyOneRemoved, by(Risky, Compatible, Risky), "exactly one of some members is demanded now";
    ExactlyOneRemoved = "exactly-one-removed", undone by ExactlyOneAdded, by(Compatible, Risky, Risky), "some members may come together or not at all now";
    TogetherAdded = "together-added", undone by TogetherRemoved, by(Risky, Compatible, Risky), "members come together or not at all now";
    TogetherRemoved = "together-removed", undone by TogetherAdded, by(Compatible, Risky, Risky), "members need not come together any more";
    IgnoredWhenAdded = "ignored-when-added", undone by IgnoredWhenRemoved, by(Risky, Compatible, Risky), "members are ignored now where another is given";
    IgnoredWhenRemoved = "ignored-when-removed", undone by IgnoredWhenAdded, by(Risky, Compatible, Risky), "members are not ignored any more where another is given";
    RequiresAdded = "requires-added", undone by RequiresRemoved, by(Risky, Compatible, Risky), "a member needs others now";
    RequiresRemoved = "requires-removed", undone by RequiresAdded, by(Compatible, Risky, Risky), "a member needs no others any more";

    // Members.
    MemberAdded = "member-added", undone by MemberRemoved, by(Compatible, Compatible, Compatible), "there is one more member";
    MemberRemoved = "member-removed", undone by MemberAdded, by(Breaking, Breaking, Breaking), "a member is gone";
    RequiredMemberAdded = "required-member-added", undone by RequiredMemberRemoved, by(Breaking, Compatible, Breaking), "there is one more member, and it is required";
    RequiredMemberRemoved = "required-member-removed", undone by RequiredMemberAdded, by(Breaking, Breaking, Breaking), "a required member is gone";
    MemberRenamed = "member-renamed", undone by MemberRenamed, by(Breaking, Breaking, Breaking), "a member has another name";
    MadeRequired = "made-required", undone by MadeOptional, by(Breaking, Breaking, Breaking), "an optional member is required, so signatures change";
    MadeOptional = "made-optional", undone by MadeRequired, by(Breaking, Breaking, Breaking), "a required member is optional, so signatures change";
    AlwaysThere = "always-there", undone by MaybeAbsent, By([None, Some(Breaking), Some(Breaking)]), "a member that may have been absent is always there, so its type changes";
    MaybeAbsent = "maybe-absent", undone by AlwaysThere, By([None, Some(Breaking), Some(Breaking)]), "a member that was always there may be absent, so its type changes";
    PresencePromised = "presence-promised", undone by PresenceWithdrawn, By([None, Some(Compatible), None]), "a member is promised, which its type does not show";
    PresenceWithdrawn = "presence-withdrawn", undone by PresencePromised, By([None, Some(Risky), None]), "a member is not promised any more, which its type does not show";
    RequiredReordered = "required-members-reordered", undone by RequiredReordered, By([Some(Breaking), None, Some(Breaking)]), "required members have another order, and so have arguments";
    DefaultGained = "default-gained", undone by DefaultLost, By([None, Some(Compatible), None]), "a structure can be made of nothing";
    DefaultLost = "default-lost", undone by DefaultGained, By([None, Some(Breaking), None]), "a structure cannot be made of nothing any more";
    TypeChanged = "type-changed", undone by TypeChanged, by(Breaking, Breaking, Breaking), "a member has another type";
    TypeRefined = "type-refined", undone by TypeGeneralised, by(Risky, Compatible, Risky), "a text has a form of its own now";
    TypeGeneralised = "type-generalised", undone by TypeRefined, by(Compatible, Risky, Risky), "a text has no form of its own any more";
    TypeRestated = "type-restated", undone by TypeRestated, by(Risky, Risky, Risky), "a member has another type, which is the same in Rust";
    MemberMoved = "member-moved", undone by MemberMoved, by(Risky, Risky, Risky), "a member travels elsewhere";
    WireNameChanged = "wire-name-changed", undone by WireNameChanged, by(Risky, Risky, Risky), "a member travels under another name";
    FlatteningChanged = "flattening-changed", undone by FlatteningChanged, by(Risky, Risky, Risky), "the elements of a list or map are wrapped differently";
    NullableAdded = "nullable-added", undone by NullableRemoved, by(Compatible, Risky, Risky), "a member may be null";
    NullableRemoved = "nullable-removed", undone by NullableAdded, by(Risky, Compatible, Risky), "a member may not be null any more";
    AssumedValueAdded = "assumed-value-added", undone by AssumedValueRemoved, by(Compatible, Compatible, Compatible), "it is known what is assumed where a member is absent";
    AssumedValueRemoved = "assumed-value-removed", undone by AssumedValueAdded, by(Risky, Risky, Risky), "it is not known any more what is assumed where a member is absent";
    AssumedValueChanged = "assumed-value-changed", undone by AssumedValueChanged, by(Risky, Risky, Risky), "something else is assumed where a member is absent";
    LengthTightened = "length-tightened", undone by LengthWidened, by(Risky, Compatible, Risky), "fewer lengths are allowed";
    LengthWidened = "length-widened", undone by LengthTightened, by(Compatible, Risky, Risky), "more lengths are allowed";
    LengthShifted = "length-shifted", undone by LengthShifted, by(Risky, Risky, Risky), "other lengths are allowed";
    RangeTightened = "range-tightened", undone by RangeWidened, by(Risky, Compatible, Risky), "fewer numbers are allowed";
    RangeWidened = "range-widened", undone by RangeTightened, by(Compatible, Risky, Risky), "more numbers are allowed";
    RangeShifted = "range-shifted", undone by RangeShifted, by(Risky, Risky, Risky), "other numbers are allowed";
    ItemsTightened = "items-tightened", undone by ItemsWidened, by(Risky, Compatible, Risky), "fewer counts of elements are allowed";
    ItemsWidened = "items-widened", undone by ItemsTightened, by(Compatible, Risky, Risky), "more counts of elements are allowed";
    ItemsShifted = "items-shifted", undone by ItemsShifted, by(Risky, Risky, Risky), "other counts of elements are allowed";
    PatternAdded = "pattern-added", undone by PatternRemoved, by(Risky, Compatible, Risky), "a text has to match a pattern";
    PatternRemoved = "pattern-removed", undone by PatternAdded, by(Compatible, Risky, Risky), "a text need not match a pattern any more";
    PatternChanged = "pattern-changed", undone by PatternChanged, by(Risky, Risky, Risky), "a text has to match another pattern";
    UniqueAdded = "unique-added", undone by UniqueRemoved, by(Risky, Compatible, Risky), "the elements of a list differ from each other";
    UniqueRemoved = "unique-removed", undone by UniqueAdded, by(Compatible, Risky, Risky), "the elements of a list may be equal";
    ValuesDemanded = "values-demanded", undone by ValuesDropped, by(Risky, Compatible, Risky), "a member has one of some values";
    ValuesDropped = "values-dropped", undone by ValuesDemanded, by(Compatible, Risky, Risky), "a member may have any value";
    ValueAdded = "value-added", undone by ValueRemoved, by(Compatible, Risky, Risky), "a member may have one value more";
    ValueRemoved = "value-removed", undone by ValueAdded, by(Risky, Compatible, Risky), "a member may have one value less";
    FormatAdded = "format-added", undone by FormatRemoved, by(Risky, Compatible, Risky), "a text has to have a form";
    FormatRemoved = "format-removed", undone by FormatAdded, by(Compatible, Risky, Risky), "a text need not have a form any more";
    FormatChanged = "format-changed", undone by FormatChanged, by(Risky, Risky, Risky), "a text has another form";
    TimestampFormatChanged = "timestamp-format-changed", undone by TimestampFormatChanged, by(Risky, Risky, Risky), "a point in time is written differently";
    UnitAdded = "unit-added", undone by UnitRemoved, by(Compatible, Compatible, Compatible), "the unit of a number is known now";
    UnitRemoved = "unit-removed", undone by UnitAdded, by(Compatible, Compatible, Compatible), "the unit of a number is not known any more";
    UnitChanged = "unit-changed", undone by UnitChanged, by(Risky, Risky, Risky), "a number has another unit";
    TimeZoneAdded = "time-zone-added", undone by TimeZoneRemoved, by(Compatible, Compatible, Compatible), "the time zone of a time is known now";
    TimeZoneRemoved = "time-zone-removed", undone by TimeZoneAdded, by(Compatible, Compatible, Compatible), "the time zone of a time is not known any more";
    TimeZoneChanged = "time-zone-changed", undone by TimeZoneChanged, by(Risky, Risky, Risky), "a time is of another time zone";
    CaseMatters = "case-matters", undone by CaseIgnored, by(Risky, Compatible, Risky), "upper and lower case differ now";
    CaseIgnored = "case-ignored", undone by CaseMatters, by(Compatible, Risky, Risky), "upper and lower case do not differ any more";
    TokenAdded = "idempotency-token-added", undone by TokenRemoved, By([Some(Compatible), None, Some(Compatible)]), "a member makes a call safe to repeat";
    TokenRemoved = "idempotency-token-removed", undone by TokenAdded, By([Some(Risky), None, Some(Risky)]), "a member does not make a call safe to repeat any more";
    SensitiveAdded = "sensitive-added", undone by SensitiveRemoved, by(Compatible, Compatible, Compatible), "a value is not shown in logs any more";
    SensitiveRemoved = "sensitive-removed", undone by SensitiveAdded, by(Risky, Risky, Risky), "a value is shown in logs now";
    StreamingAdded = "streaming-added", undone by StreamingRemoved, By([Some(Breaking), Some(Breaking), None]), "a body is a stream";
    StreamingRemoved = "streaming-removed", undone by StreamingAdded, By([Some(Breaking), Some(Breaking), None]), "a body is no stream any more";
    JsonStringAdded = "json-string-added", undone by JsonStringRemoved, by(Breaking, Breaking, Breaking), "a value travels as JSON in a text, and is given as one";
    JsonStringRemoved = "json-string-removed", undone by JsonStringAdded, by(Breaking, Breaking, Breaking), "a value does not travel as JSON in a text any more";
    MemberDeprecated = "member-deprecated", undone by MemberUndeprecated, by(Compatible, Compatible, Compatible), "a member is deprecated, of which the compiler warns";
    MemberUndeprecated = "member-undeprecated", undone by MemberDeprecated, by(Compatible, Compatible, Compatible), "a member is not deprecated any more";
    MemberDeprecationChanged = "member-deprecation-changed", undone by MemberDeprecationChanged, by(DocsOnly, DocsOnly, DocsOnly), "a member's deprecation is worded differently";
    MemberDocChanged = "member-doc-changed", undone by MemberDocChanged, by(DocsOnly, DocsOnly, DocsOnly), "a member's documentation is worded differently";
    MemberExamplesChanged = "member-examples-changed", undone by MemberExamplesChanged, by(DocsOnly, DocsOnly, DocsOnly), "a member's examples changed";

    // Shapes.
    ShapeAdded = "shape-added", undone by ShapeRemoved, Alone(Compatible), "there is one more type";
    ShapeRemoved = "shape-removed", undone by ShapeAdded, Alone(Breaking), "a type is gone";
    ShapeRenamed = "shape-renamed", undone by ShapeRenamed, Alone(Breaking), "a type has another name";
    ShapeKindChanged = "shape-kind-changed", undone by ShapeKindChanged, Alone(Breaking), "a type is of another kind";
    ShapeDocChanged = "shape-doc-changed", undone by ShapeDocChanged, Alone(DocsOnly), "a type's documentation is worded differently";
    ShapeDocUrlChanged = "shape-doc-url-changed", undone by ShapeDocUrlChanged, Alone(DocsOnly), "a type is documented elsewhere";
    ShapeDeprecated = "shape-deprecated", undone by ShapeUndeprecated, Alone(Compatible), "a type is deprecated, of which the compiler warns";
    ShapeUndeprecated = "shape-undeprecated", undone by ShapeDeprecated, Alone(Compatible), "a type is not deprecated any more";
    ShapeDeprecationChanged = "shape-deprecation-changed", undone by ShapeDeprecationChanged, Alone(DocsOnly), "a type's deprecation is worded differently";
    ShapeSent = "shape-sent", undone by ShapeNotSent, Alone(Compatible), "callers make values of a structure now";
    ShapeNotSent = "shape-not-sent", undone by ShapeSent, Alone(Breaking), "callers do not make values of a structure any more, so it has no constructor";
    ShapeReceived = "shape-received", undone by ShapeNotReceived, Alone(Compatible), "the service makes values of a structure now";
    ShapeNotReceived = "shape-not-received", undone by ShapeReceived, Alone(Compatible), "the service does not make values of a structure any more";
    UnusedShapeChanged = "unused-shape-changed", undone by UnusedShapeChanged, Alone(DocsOnly), "a type changed that nothing uses";
    EnumValueAdded = "enum-value-added", undone by EnumValueRemoved, Alone(Compatible), "an enum has one more value";
    EnumValueRemoved = "enum-value-removed", undone by EnumValueAdded, Alone(Breaking), "a value of an enum is gone, and so is its variant";
    EnumValuesReordered = "enum-values-reordered", undone by EnumValuesReordered, Alone(Risky), "the values of an enum have another order, and are sorted by it";
    EnumOpened = "enum-opened", undone by EnumClosed, Alone(Compatible), "an enum may have values that the documentation does not list";
    EnumClosed = "enum-closed", undone by EnumOpened, Alone(Compatible), "the documentation lists all values of an enum";
    EnumValueDocChanged = "enum-value-doc-changed", undone by EnumValueDocChanged, Alone(DocsOnly), "a value's documentation is worded differently";
    EnumValueDeprecated = "enum-value-deprecated", undone by EnumValueUndeprecated, Alone(Compatible), "a value is deprecated, of which the compiler warns";
    EnumValueUndeprecated = "enum-value-undeprecated", undone by EnumValueDeprecated, Alone(Compatible), "a value is not deprecated any more";
    EnumValueDeprecationChanged = "enum-value-deprecation-changed", undone by EnumValueDeprecationChanged, Alone(DocsOnly), "a value's deprecation is worded differently";
    VariantAdded = "variant-added", undone by VariantRemoved, Alone(Compatible), "a union has one more member";
    VariantRemoved = "variant-removed", undone by VariantAdded, Alone(Breaking), "a member of a union is gone, and so is its variant";
    VariantRenamed = "variant-renamed", undone by VariantRenamed, Alone(Breaking), "a member of a union has another name, and so has its variant";

    // Errors.
    ErrorAdded = "error-added", undone by ErrorRemoved, Alone(Compatible), "there is one more error";
    ErrorRemoved = "error-removed", undone by ErrorAdded, Alone(Compatible), "an error is gone";
    ErrorRenamed = "error-renamed", undone by ErrorRenamed, Alone(Breaking), "an error has another name, and so have its variants";
    ErrorStatusChanged = "error-status-changed", undone by ErrorStatusChanged, Alone(Risky), "an error has another status";
    ErrorCodeChanged = "error-code-changed", undone by ErrorCodeChanged, Alone(Risky), "an error has another code";
    ErrorMediaChanged = "error-media-changed", undone by ErrorMediaChanged, Alone(Risky), "an error's body has another media type";
    ErrorBodyAdded = "error-body-added", undone by ErrorBodyRemoved, Alone(Breaking), "an error has a body, so its variant holds another type";
    ErrorBodyRemoved = "error-body-removed", undone by ErrorBodyAdded, Alone(Breaking), "an error has no body any more, so its variant holds another type";
    ErrorBodyChanged = "error-body-changed", undone by ErrorBodyChanged, Alone(Breaking), "an error's body has another type";
    ErrorRetryable = "error-retryable", undone by ErrorNotRetryable, Alone(Compatible), "trying again may help against an error";
    ErrorNotRetryable = "error-not-retryable", undone by ErrorRetryable, Alone(Risky), "trying again does not help against an error any more";
    ErrorDocChanged = "error-doc-changed", undone by ErrorDocChanged, Alone(DocsOnly), "an error's documentation is worded differently";
    ErrorDocUrlChanged = "error-doc-url-changed", undone by ErrorDocUrlChanged, Alone(DocsOnly), "an error is documented elsewhere";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_rule_has_a_name_of_its_own_and_a_mirror_that_has_it_for_a_mirror() {
        let rules: Vec<Rule> = Rule::all().collect();
        assert!(rules.len() >= 150, "{}", rules.len());
        let names: BTreeSet<String> = rules.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), rules.len());
        for rule in rules {
            assert!(names.contains(&rule.mirror().name()), "{rule} has no mirror");
            assert_eq!(rule.mirror().mirror(), rule);
            assert_eq!(Rule::from_name(&rule.name()), Some(rule));
            assert!(!rule.title().ends_with('.'), "{rule}");
        }
    }
}
