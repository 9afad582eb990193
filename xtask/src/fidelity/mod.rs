//! How faithfully docwright reads: predictions over the corpus, scored against the truth.
//!
//! The corpus lies beside the checkout (`DOCWRIGHT_CORPUS`, default `../shared/corpus`) and is never copied into it.
//! Each page is read by itself; what is understood of it is written down in the form that the corpus's own scorer
//! asks for, and the scorer counts.

mod behaviour;
mod method_page;
mod plain;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// A form of the pages: its name, the file, how a page becomes a prediction, and what the scorer is told.
struct Form {
    name: &'static str,
    file: &'static str,
    predict: fn(&str, &str) -> Value,
    scorer: &'static [&'static str],
}

const FORMS: &[Form] = &[
    Form { name: "boto3-text", file: "boto3.txt", predict: method_page::predict, scorer: &[] },
    Form {
        name: "boto3-damaged",
        file: "boto3.lossy.txt",
        predict: method_page::predict,
        scorer: &["--lossy"],
    },
    Form { name: "boto3-html", file: "boto3.html", predict: method_page::predict, scorer: &["--html"] },
];

/// Runs the bench.
pub(crate) fn run(options: &Options) -> io::Result<()> {
    if !options.corpus.join("score.py").exists() {
        println!("no corpus at {}; set DOCWRIGHT_CORPUS", options.corpus.display());
        return Ok(());
    }
    for form in FORMS.iter().filter(|form| options.form.as_ref().is_none_or(|wanted| wanted == form.name)) {
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
    if options.form.as_ref().is_none_or(|wanted| wanted == behaviour::NAME) {
        behaviour::run(&options.corpus, options.verbose)?;
    }
    Ok(())
}

/// Writes a prediction for each operation that has a page of the form.
fn predict(corpus: &Path, form: &Form, out: &Path) -> io::Result<usize> {
    let mut count = 0;
    for service in folders(corpus)? {
        for operation in folders(&service)? {
            let page = operation.join(form.file);
            let (Ok(text), Some(service), Some(operation)) =
                (std::fs::read_to_string(&page), service.file_name(), operation.file_name())
            else {
                continue;
            };
            let prediction = (form.predict)(form.file, &text);
            let folder = out.join(service);
            std::fs::create_dir_all(&folder)?;
            let name = Path::new(operation).with_extension("json");
            std::fs::write(folder.join(name), prediction.to_string())?;
            count += 1;
        }
    }
    Ok(count)
}

fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders: Vec<_> = std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    Ok(folders)
}
