//! Reading files within limits, and writing them whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use crate::{Code, Diagnostic};

/// The size in bytes beyond which no file is read.
pub const MAX_BYTES: u64 = 32 << 20;

/// Returns the text of a file.
///
/// # Errors
///
/// A file that cannot be opened (`DW0110`), is larger than [`MAX_BYTES`] (`DW0103`) or is not UTF-8 (`DW0102`). A
/// byte order mark of UTF-8 is dropped.
pub fn read(path: &Path) -> Result<String, Diagnostic> {
    let name = path.display();
    let bytes = read_bytes(path)
        .map_err(|error| Diagnostic::new(Code::CANNOT_READ, format!("cannot read `{name}`: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Diagnostic::new(
            Code::TOO_LARGE,
            format!("`{name}` is larger than {} MiB", MAX_BYTES >> 20),
        )
        .help("a page documents a few operations; split the file into its pages"));
    }
    text(&name.to_string(), bytes)
}

/// Returns the text that the bytes of `name` are.
///
/// # Errors
///
/// Bytes that are not UTF-8 (`DW0102`). A byte order mark of UTF-8 is dropped.
pub fn text(name: &str, bytes: impl Into<Vec<u8>>) -> Result<String, Diagnostic> {
    let is_foreign = |bytes: &[u8]| FOREIGN_KINDS.iter().any(|(magic, ..)| bytes.starts_with(magic));
    let mut text = String::from_utf8(bytes.into())
        .map_err(|error| not_text(name, error.as_bytes(), error.utf8_error().valid_up_to()))?;
    let foreign = if is_foreign(text.as_bytes()) { Some(0) } else { memchr::memchr(0, text.as_bytes()) };
    if let Some(foreign) = foreign {
        return Err(not_text(name, text.as_bytes(), foreign));
    }
    if text.starts_with(BYTE_ORDER_MARK) {
        text.remove(0);
    }
    Ok(text)
}

/// What some programs write at the beginning of UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What is not text begins with one of these: the bytes, what they tell, and what to do about it.
const FOREIGN_KINDS: [(&[u8], &str, &str); 6] = [
    (b"%PDF", "a PDF document", "extract its text first, for example with `pdftotext -layout`"),
    (b"\xff\xfe", "UTF-16 text", "convert it, for example with `iconv -f UTF-16 -t UTF-8`"),
    (b"\xfe\xff", "UTF-16 text", "convert it, for example with `iconv -f UTF-16 -t UTF-8`"),
    (b"PK\x03\x04", "a ZIP archive or an office document", "unpack it, or save the page as text"),
    (b"\x1f\x8b", "compressed data", "unpack it, for example with `gunzip`"),
    (b"\x89PNG", "a picture", "give docwright the page's text, Markdown or HTML"),
];

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let size = file.metadata().map_or(0, |metadata| metadata.len()).min(MAX_BYTES);
    // The end is found where there is room for more.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Says what a file that is not UTF-8 seems to be, and what to do.
fn not_text(name: &str, bytes: &[u8], valid_up_to: usize) -> Diagnostic {
    let (kind, help) =
        FOREIGN_KINDS.iter().find(|(magic, ..)| bytes.starts_with(magic)).map_or(
            ("not UTF-8 text", "convert it, for example with `iconv -t UTF-8`"),
            |(_, kind, help)| (kind, help),
        );
    let line = bytes[..valid_up_to].iter().filter(|byte| **byte == b'\n').count() + 1;
    Diagnostic::new(Code::NOT_TEXT, format!("`{name}` is {kind}"))
        .note(format!("what is not text begins at byte {valid_up_to}, on line {line}"))
        .help(help)
}

/// Writes a file if its content differs, and returns whether it did.
///
/// The content goes to a temporary file beside the target, which then takes the target's place, so that nobody
/// ever sees half a file. Folders that are missing are created.
///
/// # Errors
///
/// A folder or file that cannot be written (`DW0111`); the target is then as it was.
pub fn write_if_changed(path: &Path, content: &str) -> Result<bool, Diagnostic> {
    if fs::read(path).is_ok_and(|current| current == content.as_bytes()) {
        return Ok(false);
    }
    let file = write_beside(path, content).map_err(|error| cannot_write(path, &error))?;
    file.persist(path).map_err(|failed| cannot_write(path, &failed.error))?;
    Ok(true)
}

/// Writes content to the file `path`, which gets the permissions of `like`, or if that is not there, those of an ordinary new
/// file. Folders that are missing are created.
///
/// # Errors
///
/// A folder or file that cannot be written (`DW0111`).
pub fn write_like(path: &Path, like: &Path, content: &str) -> Result<(), Diagnostic> {
    let write = || {
        fs::create_dir_all(folder_of(path))?;
        fs::write(path, content)?;
        match fs::metadata(like) {
            Ok(metadata) => fs::set_permissions(path, metadata.permissions()),
            Err(_) => Ok(()),
        }
    };
    write().map_err(|error| cannot_write(like, &error))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn cannot_write(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::CANNOT_WRITE, format!("cannot write `{}`: {error}", path.display()))
        .help("check that the folder exists, is writable and has room; the file is as it was")
}

fn write_beside(path: &Path, content: &str) -> io::Result<tempfile::NamedTempFile> {
    let folder = folder_of(path);
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".docwright-");
    match fs::metadata(path) {
        Ok(metadata) if metadata.permissions().readonly() => {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
        }
        Ok(metadata) => builder.permissions(metadata.permissions()),
        Err(_) => builder.permissions(new_file_permissions(folder)?),
    };
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content.as_bytes())?;
    Ok(file)
}

/// Returns the permissions that an ordinary new file gets, where temporary files are private by default.
#[cfg(unix)]
fn new_file_permissions(_folder: &Path) -> io::Result<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file_permissions(folder: &Path) -> io::Result<fs::Permissions> {
    fs::metadata(folder).map(|metadata| metadata.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_only_what_differs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.txt");
        assert!(write_if_changed(&path, "one").unwrap());
        assert!(!write_if_changed(&path, "one").unwrap());
        assert!(write_if_changed(&path, "two").unwrap());
        assert_eq!(read(&path).unwrap(), "two");
        assert_eq!(
            fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "no temporary file is left behind"
        );
    }

    #[test]
    fn a_target_that_cannot_be_written_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "kept").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let error = write_if_changed(&path, "lost").unwrap_err();
        assert_eq!(error.code, Code::CANNOT_WRITE);
        assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
        assert_eq!(write_if_changed(&path.join("below-a-file"), "x").unwrap_err().code, Code::CANNOT_WRITE);
    }

    #[test]
    fn says_what_a_file_is_that_is_no_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page");
        for (bytes, expected) in [
            (b"%PDF-1.7 \xe2\xe3".as_slice(), "PDF"),
            (b"\xff\xfea\0", "UTF-16"),
            (b"abc\xfe", "not UTF-8"),
            (b"a\0b\0", "not UTF-8"),
        ] {
            fs::write(&path, bytes).unwrap();
            let error = read(&path).unwrap_err();
            assert_eq!(error.code, Code::NOT_TEXT);
            assert!(error.message.contains(expected), "{}", error.message);
            assert!(!error.help.is_empty());
        }
    }
}
