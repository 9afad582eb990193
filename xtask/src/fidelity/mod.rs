//! How faithfully docwright reads: predictions over the corpus, scored against the truth.
//!
//! The corpus lies beside the checkout (`DOCWRIGHT_CORPUS`, default `../shared/corpus`) and is never copied into it.
//! What is understood of the pages is written down in the form that the corpus's own scorer asks for, and the scorer
//! counts.

mod behaviour;
mod count;
mod endpoints;
mod findings;
mod method_page;
mod names;
mod plain;
mod reference_docs;
mod reference_page;
mod together;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use docwright_read::PageSource;
use serde_json::Value;

/// What to score.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The form of the pages; all forms if none is given.
    #[arg(long)]
    form: Option<String>,
    /// The corpus.
    #[arg(long, env = "DOCWRIGHT_CORPUS", default_value = "../shared/corpus")]
    corpus: PathBuf,
    /// Where the predictions are written.
    #[arg(long, default_value = "target/fidelity")]
    out: PathBuf,
    /// Shows what was missed and what was wrong.
    #[arg(long, short)]
    verbose: bool,
}

/// A form of the pages: its name, how pages become a prediction, and what the scorer is told.
struct Form {
    name: &'static str,
    pages: Pages,
    scorer: &'static [&'static str],
}

/// Which pages a form has, and how they become a prediction.
enum Pages {
    /// One page of an operation.
    Operation(&'static str, fn(&str, &str) -> Value),
    /// Several pages of an operation, of which one may be missing.
    Together(&'static [&'static str], fn(&[PageSource]) -> Value),
    /// One page of a data type, by the end of its name.
    DataType(&'static str, fn(&str, &str) -> Value),
}

const DAMAGED: &[&str] = &["aws.lossy.txt", "boto3.lossy.txt"];

const FORMS: &[Form] = &[
    Form { name: "boto3-text", pages: Pages::Operation("boto3.txt", method_page::predict), scorer: &[] },
    Form {
        name: "boto3-damaged",
        pages: Pages::Operation("boto3.lossy.txt", method_page::predict),
        scorer: &["--lossy"],
    },
    Form {
        name: "boto3-html",
        pages: Pages::Operation("boto3.html", method_page::predict),
        scorer: &["--html"],
    },
    Form {
        name: "aws-text",
        pages: Pages::Operation("aws.txt", reference_page::predict_operation),
        scorer: &["--mode", "apiref"],
    },
    Form {
        name: "aws-markdown",
        pages: Pages::Operation("aws.md", reference_page::predict_operation),
        scorer: &["--mode", "apiref"],
    },
    Form {
        name: "aws-damaged",
        pages: Pages::Operation("aws.lossy.txt", reference_page::predict_operation),
        scorer: &["--mode", "apiref", "--lossy"],
    },
    Form {
        name: "aws-types",
        pages: Pages::DataType(".aws.md", reference_page::predict_type),
        scorer: &["--mode", "types"],
    },
    // Both damaged pages of an operation make one description, which is scored against what either page still shows.
    Form {
        name: "both-damaged",
        pages: Pages::Together(DAMAGED, together::predict_members),
        scorer: &["--lossy"],
    },
    Form {
        name: "both-damaged-reference",
        pages: Pages::Together(DAMAGED, together::predict_reference),
        scorer: &["--mode", "apiref", "--lossy"],
    },
];

/// Runs the bench.
pub(crate) fn run(options: &Options) -> io::Result<()> {
    if !options.corpus.join("score.py").exists() {
        println!("no corpus at {}; set DOCWRIGHT_CORPUS", options.corpus.display());
        return Ok(());
    }
    let is_wanted = |form: &str| options.form.as_ref().is_none_or(|wanted| wanted == form);
    for form in FORMS.iter().filter(|form| is_wanted(form.name)) {
        let out = options.out.join(form.name);
        let count = predict(&options.corpus, form, &out)?;
        println!("\n{}: {count} pages", form.name);
        let mut scorer = Command::new("python3");
        scorer.arg(options.corpus.join("score.py")).arg(&out).args(form.scorer);
        if options.verbose {
            scorer.arg("-v");
        }
        scorer.status()?;
    }
    if is_wanted(behaviour::NAME) {
        behaviour::run(&options.corpus, options.verbose)?;
    }
    if is_wanted(reference_docs::NAME) {
        reference_docs::run(&options.corpus, options.verbose)?;
    }
    if is_wanted(endpoints::NAME) {
        endpoints::run(&options.corpus, options.verbose)?;
    }
    if is_wanted(findings::NAME) {
        findings::run(&options.corpus, options.verbose)?;
    }
    if is_wanted(names::NAME) {
        names::run(&options.corpus, options.verbose)?;
    }
    Ok(())
}

/// Writes a prediction for each operation or data type that has a page of the form.
fn predict(corpus: &Path, form: &Form, out: &Path) -> io::Result<usize> {
    let mut count = 0;
    for service in folders(corpus)? {
        let Some(service_name) = service.file_name() else { continue };
        for folder in folders(&service)? {
            let Some(name) = folder.file_name() else { continue };
            let predictions = match &form.pages {
                Pages::Operation(file, predict) => std::fs::read_to_string(folder.join(file))
                    .map(|text| (PathBuf::from(name), predict(file, &text)))
                    .into_iter()
                    .collect(),
                Pages::Together(files, predict) => together(&folder, files)
                    .map(|pages| (PathBuf::from(name), predict(&pages)))
                    .into_iter()
                    .collect(),
                Pages::DataType(ending, predict) => data_types(&folder, ending, *predict)?,
            };
            for (path, prediction) in predictions {
                let path = out.join(service_name).join(format!("{}.json", path.display()));
                path.parent().map(std::fs::create_dir_all).transpose()?;
                std::fs::write(path, prediction.to_string())?;
                count += 1;
            }
        }
    }
    Ok(count)
}

/// Returns the page under a name that tells its folder, too.
fn in_folder(folder: &Path, page: PageSource) -> PageSource {
    let name = format!("{}/{}", folder.file_name().unwrap_or_default().display(), page.name);
    PageSource { name, ..page }
}

/// Returns those of the files that are there, if any is.
fn together(folder: &Path, files: &[&str]) -> Option<Vec<PageSource>> {
    let pages: Vec<_> = files
        .iter()
        .filter_map(|file| {
            let text = std::fs::read_to_string(folder.join(file)).ok()?;
            Some(PageSource { name: (*file).to_owned(), text: text.into() })
        })
        .collect();
    (!pages.is_empty()).then_some(pages)
}

fn data_types(
    folder: &Path,
    ending: &str,
    predict: fn(&str, &str) -> Value,
) -> io::Result<Vec<(PathBuf, Value)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)?.filter_map(Result::ok) {
        let file = entry.file_name().to_string_lossy().into_owned();
        if let Some(shape) = file.strip_suffix(ending).filter(|_| folder.ends_with("types")) {
            let text = std::fs::read_to_string(entry.path())?;
            found.push((Path::new("types").join(shape), predict(&file, &text)));
        }
    }
    Ok(found)
}

pub(crate) fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders: Vec<_> = std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    Ok(folders)
}
