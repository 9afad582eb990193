//! The cases that do not apply to clients made from documentation, each with its reason.

const COMPRESSION: &str = "no page tells which operations take compressed requests";
const QUERY_MODE: &str =
    "no page tells which services answer with the codes of an older protocol if they are asked to";
const NAMESPACES: &str = "pages show one namespace of a request, and none of its members";
const CHECKSUM: &str = "where a page demands a checksum, it shows a header, which is a member";
const EMPTY_INPUT: &str =
    "pages do not tell an operation without an input from one whose input has no members";
const NO_BODY: &str = "it names the media type of a body that is not there; Smithy's cases do not";
const MISTAKEN: &str = "the suite says that a map is a string";
const TWO_NAMES: &str = "pages show one name of a member, and EC2 capitalises it in requests";
const INITIAL_RESPONSE: &str = "no page shows members of an output beside its stream of events";

/// Cases by their names, or by what their names begin with, with why they are not run.
const CASES: &[(&str, &str)] = &[
    ("SDKAppliedContentEncoding_", COMPRESSION),
    ("SDKAppendsGzipAndIgnoresHttpProvidedEncoding_", COMPRESSION),
    ("SDKAppendedGzipAfterProvidedEncoding_", COMPRESSION),
    ("QueryCompatibleAwsJson10CborSendsQueryModeHeader", QUERY_MODE),
    ("QueryCompatibleAwsJson10CustomCodeError", QUERY_MODE),
    ("QueryCompatibleRpcV2CborSendsQueryModeHeader", QUERY_MODE),
    ("QueryCompatibleRpcV2CborCustomCodeError", QUERY_MODE),
    ("HttpPayloadWithXmlNamespaceAndPrefix", NAMESPACES),
    ("RestXmlXmlMapWithXmlNamespace", NAMESPACES),
    ("XmlNamespaces", NAMESPACES),
    ("RestJsonHttpChecksumRequired", CHECKSUM),
    ("empty_input", EMPTY_INPUT),
    ("legacy/input/ec2 1.0", TWO_NAMES),
    ("legacy/input/rest-json 25.7", NO_BODY),
    ("legacy/output/json 3.1", MISTAKEN),
    ("legacy/output/json 6.0", INITIAL_RESPONSE),
];

/// Returns why the case of a file does not apply, if it does not.
pub(super) fn reason(file: &str, case: &str) -> Option<&'static str> {
    // Answers are read whatever their namespaces.
    let is_output = file.starts_with("output/");
    let applies = |name: &str, reason: &str| {
        let named = if name.ends_with('_') { case.starts_with(name) } else { case == name };
        named && !(is_output && reason == NAMESPACES)
    };
    CASES.iter().find(|(name, reason)| applies(name, reason)).map(|(_, reason)| *reason)
}
