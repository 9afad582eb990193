//! The JSON Schemas of docwright's files, for editors and validators.

use std::sync::LazyLock;

use docwright_idl::Diagnostic;
use docwright_idl::schema::description_schema;
use docwright_read::manifest::Manifest;
use docwright_read::overlay::Overlay;

use crate::args::SchemaOf;
use crate::change::FileChange;
use crate::compare::IgnoreFile;
use crate::render::diff_schema;
use crate::workspace::Workspace;

/// The schemas that a workspace has, each with its path.
pub const WRITTEN: [(SchemaOf, &str); 5] = [
    (SchemaOf::Api, "docs/schema/api.schema.json"),
    (SchemaOf::Docwright, "docs/schema/docwright.schema.json"),
    (SchemaOf::Overlay, "docs/schema/overlay.schema.json"),
    (SchemaOf::Ignore, "docs/schema/ignore.schema.json"),
    (SchemaOf::Diff, "docs/schema/diff.schema.json"),
];

/// Returns what must change so that a workspace has its schemas.
///
/// # Errors
///
/// What stands there and cannot be read (`DW0110`).
pub fn changes(workspace: &Workspace) -> Result<Vec<FileChange>, Diagnostic> {
    static TEXTS: LazyLock<[String; WRITTEN.len()]> = LazyLock::new(|| WRITTEN.map(|(of, _)| schema(of)));
    let mut changes = Vec::new();
    for ((_, path), text) in WRITTEN.iter().zip(&*TEXTS) {
        changes.extend(FileChange::write(workspace, path, text.clone())?);
    }
    Ok(changes)
}

/// Returns the JSON Schema (draft 2020-12) of a file, as indented JSON that ends in a line end.
pub fn schema(of: SchemaOf) -> String {
    let indented = |schema: schemars::Schema| format!("{:#}\n", schema.as_value());
    match of {
        SchemaOf::Api => description_schema(),
        SchemaOf::Docwright => indented(schemars::schema_for!(Manifest)),
        SchemaOf::Overlay => indented(schemars::schema_for!(Overlay)),
        SchemaOf::Ignore => indented(schemars::schema_for!(IgnoreFile)),
        SchemaOf::Diff => diff_schema(),
    }
}
