//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use docwright_idl::Code;
use docwright_idl::diff::Impact;
use docwright_read::manifest::Layout;

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  findings: errors, denied warnings, stale files
  2  wrong usage
  3  a file could not be read or written";

/// Compiles API reference documentation into typed Rust clients.
///
/// A workspace is a folder that holds `specs/`, with one folder per service. The pages below
/// `specs/<service>/pages/` become `specs/<service>/api.yaml`, a description that people review, and that becomes
/// the Rust client below `generated/<service>/`.
#[derive(Clone, Debug, Parser)]
#[command(name = "docwright", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// The workspace; without it, the nearest folder upwards that holds `specs/`.
    #[arg(long, global = true, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// How to say what was found: as text for people (on stderr), as one JSON object per line (on stdout), or in the form
    /// of other people's tools.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// When to colour the output; `auto` means on a terminal, unless NO_COLOR is set.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Treat findings of this code (`DW0107`), or all `warnings`, as errors; may be given several times.
    #[arg(long, global = true, value_name = "CODE", value_parser = deny_parser(), hide_possible_values = true)]
    pub deny: Vec<Deny>,
    /// Say nothing but errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Set up a new service from documentation pages.
    ///
    /// Brings the pages to `specs/<service>/pages/`, finds out in which layout they are written, and writes a
    /// commented `docwright.yaml` that says what the pages do not tell and has to be filled in. Of files that are
    /// pages of several services, those of the named one are taken. Nothing that exists is overwritten.
    #[command(
        after_help = "Examples:\n  docwright init clock --from clock-api.md\n  docwright init clock --from docs/reference/ notes/errors.txt\n  docwright init clock --from https://docs.example.com/llms.txt --include '/clock/**'\n  docwright init --from https://docs.example.com/clock/get-time.html"
    )]
    Init(Init),
    /// Bring the pages from where `sources` of `docwright.yaml` say that they are published.
    ///
    /// Asks politely: robots.txt is obeyed, pages that did not change are not sent again, and redirects lead only to hosts
    /// that are allowed. What was brought is pinned in `docwright.lock`. A page that became a login form or an error page, or
    /// lost half of what it said, is refused, and all pages of its service stay as they were. A proxy is taken from
    /// ALL_PROXY, HTTPS_PROXY or HTTP_PROXY.
    #[command(
        after_help = "Examples:\n  docwright sync\n  docwright sync aws-drs --accept\n  docwright sync --locked     (in CI: fails if the vendor's pages changed)\n  docwright sync --offline    (verifies the pages without network)"
    )]
    Sync(Sync),
    /// Read the pages and write the descriptions (`api.yaml`, `evidence.yaml`).
    ///
    /// In a workspace, nothing is written if anything is wrong.
    ///
    /// With `--from`, no workspace is needed: the folders may hold the pages of many services in any order and under
    /// any names, and files that are none. What each page says decides to which service it belongs. What is broken is
    /// reported and left out, and the rest is described. Files in a folder that are no documentation are warnings, as long
    /// as there are pages beside them.
    #[command(
        after_help = "Examples:\n  docwright normalize\n  docwright normalize aws-drs --deny DW0107\n  docwright normalize --from crawled/ --into descriptions"
    )]
    Normalize(Normalize),
    /// Write the Rust clients from the descriptions.
    ///
    /// Files below `generated/` that no service needs any more are removed, if docwright wrote them.
    #[command(
        after_help = "Examples:\n  docwright generate\n  docwright generate aws-drs lightsail\n  docwright generate aws-drs --operations StartRecovery,DescribeJobs --layout crate"
    )]
    Generate(Generate),
    /// Normalize and generate.
    #[command(after_help = "Examples:\n  docwright build\n  docwright build lightsail --deny warnings")]
    Build(Services),
    /// Compare what is written with what the pages give, and change nothing.
    ///
    /// Exits with 1 and a unified diff if a description, its evidence, a client or the schema is stale, and says
    /// which command mends it.
    #[command(after_help = "Examples:\n  docwright check\n  docwright check --format json --deny warnings")]
    Check(Services),
    /// Build what a change touches, as long as it runs, and say which findings come and go.
    #[command(after_help = "Examples:\n  docwright watch\n  docwright watch aws-drs")]
    Watch(Services),
    /// Say what is known about a fact, and which lines of which page say so.
    ///
    /// And from the other side: with `--line`, what came of a line of a page; with a line of generated code, which facts made
    /// it.
    #[command(
        after_help = "Examples:\n  docwright explain --line specs/aws-drs/pages/start-recovery.aws.txt:30\n  docwright explain generated/aws_drs/types.rs:120\n  docwright explain aws-drs operations.StartRecovery.input.sourceServers\n  docwright explain acronis-dr 'operations.ListServers.input[\"recovery.resource_id\"]'"
    )]
    Explain(Explain),
    /// Say what became of each page's lines, and list those that were not understood.
    #[command(after_help = "Examples:\n  docwright coverage\n  docwright coverage aws-drs --format json")]
    Coverage(Services),
    /// Write an HTML report per service: its pages beside what came of them.
    ///
    /// A line of the page lights up what came of it, and back; unread lines, inferences, conflicts and overlays can be shown
    /// alone. Each report is one file, which loads nothing.
    #[command(
        after_help = "Examples:\n  docwright report\n  docwright report aws-drs --into target\n  docwright report --serve"
    )]
    Report(Report),
    /// Say what is sound and yet looks wrong, or what a code means.
    #[command(
        after_help = "Examples:\n  docwright lint\n  docwright lint aws-drs --deny warnings --allow DW0808\n  docwright lint --explain DW0107\n  docwright lint --explain request-length-tightened"
    )]
    Lint(Lint),
    /// Correct what the pages get wrong, in a service's `overlay.yaml`.
    Overlay {
        /// What to do.
        #[command(subcommand)]
        command: OverlayCommand,
    },
    /// Compare two descriptions by what they mean to callers of the client.
    ///
    /// A side is a description's file or its folder, or a git revision such as `HEAD~1`, of which all services are compared.
    /// Without the first one it is what stands in the workspace; without the second one it is what the pages give now.
    ///
    /// Each difference is breaking (what compiled does not compile any more), risky (what compiles may behave differently),
    /// compatible, or docs-only. What was looked at and accepted goes into `specs/<service>/ignore.yaml`, with a reason and a
    /// last day.
    #[command(
        after_help = "Examples:\n  docwright diff\n  docwright diff HEAD~1 HEAD --fail-on breaking\n  docwright diff old/api.yaml new/api.yaml --format markdown\n  docwright diff HEAD --service aws-drs --format sarif"
    )]
    Diff(Diff),
    /// Write the changelog's entry for what differs between two descriptions.
    ///
    /// The sides are those of `docwright diff`. The form is that of Keep a Changelog.
    #[command(
        after_help = "Examples:\n  docwright changelog HEAD~1 HEAD\n  docwright changelog v0.1.0 --into CHANGELOG.md --release"
    )]
    Changelog(Changelog),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Examples:\n  docwright completions bash > ~/.local/share/bash-completion/completions/docwright\n  docwright completions fish > ~/.config/fish/completions/docwright.fish"
    )]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual's pages into a folder: one for docwright, and one for each command.
    #[command(after_help = "Examples:\n  docwright man ~/.local/share/man/man1")]
    Man {
        /// The folder.
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
    /// Print the JSON Schema of one of docwright's files.
    Schema {
        /// Which file.
        #[arg(value_enum, default_value_t)]
        of: SchemaOf,
    },
}

/// Which services a command works on.
#[derive(Clone, Debug, Default, Args)]
pub struct Services {
    /// The services, by the names of their folders below `specs/`; all if none is named.
    #[arg(value_name = "SERVICE")]
    pub services: Vec<String>,
}

/// The arguments of `docwright sync`.
#[derive(Clone, Debug, Args)]
pub struct Sync {
    /// Which services.
    #[command(flatten)]
    pub services: Services,
    /// Write nothing, and fail if anything would change.
    #[arg(long)]
    pub locked: bool,
    /// Fetch nothing; compare the pages with what the lock says of them.
    #[arg(long, conflicts_with_all = ["locked", "accept"])]
    pub offline: bool,
    /// Take pages that would be refused: those that do not look like documentation, lost half of what they said, are gone,
    /// or have a file of yours in their way.
    #[arg(long, conflicts_with = "locked")]
    pub accept: bool,
}

/// The arguments of `docwright normalize`.
#[derive(Clone, Debug, Args)]
pub struct Normalize {
    /// Which services of the workspace.
    #[command(flatten)]
    pub services: Services,
    /// Files, and folders that are searched for files: the pages of any services, and whatever lies between them.
    #[arg(long, num_args = 1.., value_name = "PATH", value_hint = ValueHint::AnyPath, conflicts_with = "services")]
    pub from: Vec<PathBuf>,
    /// The folder that gets a folder per service, with `api.yaml` and `evidence.yaml`.
    #[arg(
        long,
        requires = "from",
        default_value = "descriptions",
        value_name = "FOLDER",
        value_hint = ValueHint::DirPath
    )]
    pub into: PathBuf,
}

/// The arguments of `docwright generate`.
#[derive(Clone, Debug, Args)]
pub struct Generate {
    /// Which services.
    #[command(flatten)]
    pub services: Services,
    /// The operations that the client has from now on, separated by commas; needs one service. It is kept in the
    /// service's docwright.yaml, as is the layout.
    #[arg(long, value_delimiter = ',', value_name = "OPERATION", requires = "services")]
    pub operations: Vec<String>,
    /// Where the client stands from now on: in the `shared` crate of all clients, as a `crate` of its own, or as a
    /// `module` for a crate of yours.
    #[arg(long, value_parser = layout_parser(), value_name = "LAYOUT", requires = "services")]
    pub layout: Option<Layout>,
}

fn layout_parser() -> impl TypedValueParser<Value = Layout> {
    PossibleValuesParser::new(Layout::ALL.map(Layout::as_str)).try_map(|text| {
        let layout = Layout::ALL.into_iter().find(|layout| layout.as_str() == text);
        layout.ok_or_else(|| format!("`{text}` is no layout"))
    })
}

/// The arguments of `docwright init`.
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// The new service's name, in kebab case; it names the folder below `specs/` and the generated module. Without it,
    /// the name that the pages give the service.
    pub service: Option<String>,
    /// The pages: files, folders that are searched for files, and URLs: of pages, of sitemaps (`….xml`), of indexes
    /// (`llms.txt`).
    #[arg(long, required = true, num_args = 1.., value_name = "PATH or URL", value_hint = ValueHint::AnyPath)]
    pub from: Vec<PathBuf>,
    /// Which pages of sitemaps and indexes are meant: patterns over the paths of URLs, such as `/clock/**`.
    #[arg(long, num_args = 1.., value_name = "PATTERN")]
    pub include: Vec<String>,
    /// Which of those are not.
    #[arg(long, num_args = 1.., value_name = "PATTERN")]
    pub exclude: Vec<String>,
    /// Hosts that URLs may redirect to, and that sitemaps and indexes may name, beside their own.
    #[arg(long, num_args = 1.., value_name = "HOST")]
    pub host: Vec<String>,
}

/// The arguments of `docwright report`.
#[derive(Clone, Debug, Args)]
pub struct Report {
    /// Which services.
    #[command(flatten)]
    pub services: Services,
    /// The folder that gets the files, relative to the workspace.
    #[arg(long, default_value = crate::report::FOLDER, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub into: PathBuf,
    /// Write nothing; serve the reports to this machine, each made anew when it is asked for.
    #[arg(long)]
    pub serve: bool,
    /// The port to serve on; 0 for any that is free.
    #[arg(long, requires = "serve", default_value_t = 4096)]
    pub port: u16,
}

/// The arguments of `docwright explain`.
#[derive(Clone, Debug, Args)]
pub struct Explain {
    /// The service; or a line of generated code, such as `generated/clock/types.rs:12`.
    #[arg(value_name = "SERVICE|FILE:LINE", required_unless_present = "line")]
    pub subject: Option<String>,
    /// The fact, as a path in `api.yaml`, or something that holds facts. Names with other characters than letters,
    /// digits, `_` and `-` are written `["like.this"]`.
    #[arg(value_name = "PATH", conflicts_with = "line")]
    pub path: Option<String>,
    /// Say what came of this line of a page, such as `specs/clock/pages/get-time.md:41`.
    #[arg(long, value_name = "PAGE:LINE")]
    pub line: Option<String>,
}

/// The arguments of `docwright lint`.
#[derive(Clone, Debug, Args)]
pub struct Lint {
    /// Which services.
    #[command(flatten)]
    pub services: Services,
    /// Say what this code, or this rule of `docwright diff`, means.
    #[arg(long, value_name = "CODE", conflicts_with = "services")]
    pub explain: Option<String>,
    /// Say nothing of this code, or of all `warnings`; may be given several times.
    #[arg(long, value_name = "CODE", value_parser = deny_parser(), hide_possible_values = true)]
    pub allow: Vec<Deny>,
}

/// What `docwright overlay` does.
#[derive(Clone, Debug, Subcommand)]
pub enum OverlayCommand {
    /// Add a change, with the value that it expects and the lines that say so. Nothing is written if it cannot be made.
    #[command(
        after_help = "Examples:\n  docwright overlay add clock operations.GetTime.input.zone --require false --reason 'calls without it work'\n  docwright overlay add clock types.Zone.enum --add MARS --reason 'seen in answers'\n  docwright overlay add clock 'operations.*.input.clientToken.sensitive' --set true --reason 'it is a secret'\n  docwright overlay add clock types.Clock --split-into NewClock --use 'operations.*.input.**' --reason 'answers have more'"
    )]
    Add(OverlayAdd),
}

/// The arguments of `docwright overlay add`.
#[derive(Clone, Debug, Args)]
#[command(group = clap::ArgGroup::new("action").required(true))]
pub struct OverlayAdd {
    /// The service.
    pub service: String,
    /// What is corrected, as a path in `api.yaml`; `*` stands for one part of it, `**` for any number.
    pub target: String,
    /// Set this value (YAML).
    #[arg(long, value_name = "VALUE", group = "action")]
    pub set: Option<String>,
    /// Add this element (YAML) to the list.
    #[arg(long, value_name = "VALUE", group = "action")]
    pub add: Option<String>,
    /// Take it away.
    #[arg(long, group = "action")]
    pub remove: bool,
    /// Give it this name.
    #[arg(long, value_name = "NAME", group = "action")]
    pub rename: Option<String>,
    /// Give the member this type.
    #[arg(long, value_name = "TYPE", group = "action")]
    pub retype: Option<String>,
    /// Say whether the member is required.
    #[arg(long, value_name = "BOOL", group = "action")]
    pub require: Option<bool>,
    /// Give the shape a second one of this name, for what `--use` names.
    #[arg(long, value_name = "NAME", group = "action", requires = "uses")]
    pub split_into: Option<String>,
    /// The members that use the second shape: paths, with `*` and `**`.
    #[arg(long = "use", value_name = "PATH", requires = "split_into")]
    pub uses: Vec<String>,
    /// Make this shape one with the target.
    #[arg(long, value_name = "NAME", group = "action")]
    pub merge: Vec<String>,
    /// What is expected there (YAML), instead of what stands there.
    #[arg(long, value_name = "VALUE")]
    pub expect: Option<String>,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

/// What `docwright diff` and `docwright changelog` compare.
#[derive(Clone, Debug, Default, Args)]
pub struct Sides {
    /// What was: a file, a folder with `api.yaml`, or a git revision; without it, what stands in the workspace.
    #[arg(value_name = "OLD")]
    pub old: Option<String>,
    /// What is: the same; without it, what the pages give.
    #[arg(value_name = "NEW")]
    pub new: Option<String>,
    /// Which services; all if none is named.
    #[arg(long = "service", value_name = "SERVICE")]
    pub services: Vec<String>,
    /// What does not count; without it, `specs/<service>/ignore.yaml`.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub ignore: Option<PathBuf>,
}

/// The arguments of `docwright diff`.
#[derive(Clone, Debug, Args)]
pub struct Diff {
    /// What is compared.
    #[command(flatten)]
    pub sides: Sides,
    /// Exit with 1 if a difference weighs as much or more: `breaking`, `risky`, `compatible` or `docs-only`.
    #[arg(long, value_name = "IMPACT", value_parser = impact_parser())]
    pub fail_on: Option<Impact>,
}

/// The arguments of `docwright changelog`.
#[derive(Clone, Debug, Args)]
pub struct Changelog {
    /// What is compared.
    #[command(flatten)]
    pub sides: Sides,
    /// Head the entry with the version that is suggested, and the day, instead of `Unreleased`.
    #[arg(long)]
    pub release: bool,
    /// Head the entry with this version, and the day.
    #[arg(long, value_name = "VERSION", conflicts_with = "release")]
    pub version: Option<String>,
    /// Put the entry into this changelog, before the others, instead of printing it.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub into: Option<PathBuf>,
}

fn impact_parser() -> impl TypedValueParser<Value = Impact> {
    PossibleValuesParser::new(Impact::ALL.map(Impact::as_str)).try_map(|text| {
        let named = Impact::ALL.into_iter().find(|impact| impact.as_str() == text);
        named.ok_or_else(|| format!("`{text}` is no impact"))
    })
}

/// A file of which there is a JSON Schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// `api.yaml`, the description.
    #[default]
    Api,
    /// `docwright.yaml`, what a service is.
    Docwright,
    /// `overlay.yaml`, the corrections.
    Overlay,
    /// `ignore.yaml`, the differences that do not count.
    Ignore,
    /// A line of what `docwright diff --format json` prints.
    Diff,
}

/// How to say what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people.
    #[default]
    Human,
    /// One JSON object per line.
    Json,
    /// Annotations for GitHub, on stdout.
    Github,
    /// A SARIF 2.1.0 log, on stdout.
    Sarif,
    /// A JUnit report, on stdout.
    Junit,
    /// Markdown for a change request, on stdout (`diff` alone).
    Markdown,
}

/// When to colour the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Makes this the choice for all streams of the process.
    pub fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::AlwaysAnsi,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Which findings count as errors although they usually do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deny {
    /// All warnings.
    Warnings,
    /// All findings of a code.
    Code(Code),
}

fn deny_parser() -> impl TypedValueParser<Value = Deny> {
    let codes = Code::ALL.iter().map(|(code, ..)| code.as_str());
    PossibleValuesParser::new(codes.chain(["warnings"])).try_map(|text| match Code::from_name(&text) {
        Some(code) => Ok(Deny::Code(code)),
        None if text == "warnings" => Ok(Deny::Warnings),
        None => Err(format!("`{text}` is no code")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn codes_and_warnings_can_be_denied_and_nothing_else() {
        let deny =
            |what: &str| Cli::try_parse_from(["docwright", "check", "--deny", what]).map(|cli| cli.deny);
        assert_eq!(deny("warnings").unwrap(), [Deny::Warnings]);
        assert_eq!(deny("DW0107").unwrap(), [Deny::Code(Code::UNREAD_LINE)]);
        assert!(deny("DW9999").is_err());
    }
}
