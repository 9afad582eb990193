//! The JSON Schema of a description, for editors and validators.

use crate::Description;

/// Returns the JSON Schema (draft 2020-12) of `api.yaml`, as indented JSON that ends in a line end.
pub fn description_schema() -> String {
    let schema = schemars::schema_for!(Description);
    format!("{:#}\n", schema.as_value())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn validator() -> jsonschema::Validator {
        jsonschema::validator_for(&serde_json::from_str(&description_schema()).unwrap()).unwrap()
    }

    #[test]
    fn accepts_what_the_reader_accepts_and_refuses_what_it_refuses() {
        let good = "idl: 1
service: { name: a, protocol: rest-json, auth: { sigv4: { service: s } } }
operations:
  A: { input: { x: { type: [{ type: string, length: 1..2 }] }, m: { type: { map: { key: string, value: T } } } }, rules: [{ exclusive: [x, m] }] }
types: { T: { enum: [p, { value: q, doc: d }] } }
";
        let bad = [
            "idl: 2\nservice: { name: a }",
            "idl: 1",
            "idl: 1\nservice: { name: a, colour: red }",
            "idl: 1\nservice: { name: a }\ntypes: { T: { enum: [a], members: {} } }",
            "idl: 1\nservice: { name: a }\ntypes: { T: {} }",
        ];
        let validator = validator();
        assert!(yaml::read::<Description>(good).is_ok());
        let value: serde_json::Value = yaml::read(good).unwrap();
        assert_eq!(validator.validate(&value).map_err(|error| error.to_string()), Ok(()));
        for text in bad {
            assert!(yaml::read::<Description>(text).is_err(), "{text}");
            assert!(!validator.is_valid(&yaml::read(text).unwrap()), "{text}");
        }
    }
}
