use super::*;

fn one(name: &str) -> Option<String> {
    Some(name.to_owned())
}

fn pairs(pairs: &[(Option<&str>, &str)]) -> Told {
    Told::Exclusive(pairs.iter().map(|(a, b)| (a.map(str::to_owned), (*b).to_owned())).collect())
}

fn several(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A rule, sentences that match and what they tell, and sentences that look like it and do not match.
type Case = (&'static str, Vec<(&'static str, Told)>, Vec<&'static str>);

fn cases() -> Vec<Case> {
    let number = |text: &str| crate::dialect::number(text);
    vec![
        (
            "exclusive-by-sentence",
            vec![
                (
                    "This parameter cannot be defined together with the wall colour parameter",
                    pairs(&[(None, "wall colour")]),
                ),
                (
                    "The wall colour and old paint parameters are mutually exclusive",
                    pairs(&[(Some("wall colour"), "old paint")]),
                ),
                (
                    "Mutually exclusive with the 'limit' and 'before' parameters",
                    pairs(&[(None, "limit"), (None, "before")]),
                ),
                ("You can't specify Paint and Brush in the same request", pairs(&[(Some("Paint"), "Brush")])),
                (
                    "If you specify Paint, you can't specify Brush or Roller",
                    pairs(&[(Some("Paint"), "Brush"), (Some("Paint"), "Roller")]),
                ),
                ("You can specify either Paint or Brush, but not both", pairs(&[(Some("Paint"), "Brush")])),
                (
                    "Cannot be specified if the wall colour parameter is provided",
                    pairs(&[(None, "wall colour")]),
                ),
            ],
            vec![
                "You can't specify a colour if the wall is wet",
                "Cannot be specified if the wall colour parameter is true",
                "The colours of two walls are mutually exclusive in winter",
                "This parameter cannot be defined",
            ],
        ),
        (
            "exactly-one-by-sentence",
            vec![
                (
                    "You must specify either Paint or Brush, but not both",
                    Told::ExactlyOne(several(&["Paint", "Brush"])),
                ),
                ("Specify exactly one of paint or brush", Told::ExactlyOne(several(&["paint", "brush"]))),
            ],
            vec![
                "You must specify either red or blue",
                "In winter, you must specify either Paint or Brush, but not both",
            ],
        ),
        (
            "at-least-one-by-sentence",
            vec![(
                "You must specify at least one of paint, brush, or roller",
                Told::AtLeastOne(several(&["paint", "brush", "roller"])),
            )],
            vec!["You must specify at least one wall"],
        ),
        (
            "together-by-sentence",
            vec![(
                "paint and brush must be specified together",
                Told::Together(several(&["paint", "brush"])),
            )],
            vec!["Walls must be painted together"],
        ),
        (
            "requires-by-sentence",
            vec![
                (
                    "If you specify Paint, you must also specify Brush",
                    Told::Requires(one("Paint"), "Brush".into()),
                ),
                (
                    "If you specify this parameter, you must also specify Brush",
                    Told::Requires(one("this"), "Brush".into()),
                ),
            ],
            vec!["If you paint a wall, you must also dry it"],
        ),
        (
            "ignored-by-sentence",
            vec![
                ("If you specify Paint, then Brush is ignored", Told::Ignored(one("Brush"), one("Paint"))),
                ("This parameter is ignored if Paint is specified", Told::Ignored(None, one("Paint"))),
            ],
            vec!["For any other wall, this value is ignored"],
        ),
        (
            "default-by-sentence",
            vec![
                ("The default value is dualcoat", Told::Default("dualcoat".into())),
                ("Default: 1,024 seconds", Told::Default("1,024".into())),
                ("If no value is specified, the default value of 0 is used", Told::Default("0".into())),
                ("This value defaults to false", Told::Default("false".into())),
                ("If nothing is given, the default value is dualcoat", Told::Default("dualcoat".into())),
                ("If you don't specify a value, the default is NONE", Told::Default("NONE".into())),
            ],
            vec![
                "The default is the colour of the wall",
                "If the wall is wet, the default is false",
                "The default paint is red",
                "The default value is 30 for wet walls",
            ],
        ),
        (
            "length-by-sentence",
            vec![
                ("Up to 255 letters, numbers, and hyphens are allowed", Told::Length(None, Some(255))),
                (
                    "Tag keys accept a maximum of 128 letters, numbers, or spaces",
                    Told::Length(None, Some(128)),
                ),
                ("A tag key may have a maximum of 64 letters", Told::Length(None, Some(64))),
                ("Maximum length is 64 characters", Told::Length(None, Some(64))),
                ("Must be between 3 and 64 characters", Told::Length(Some(3), Some(64))),
                ("The name can contain up to 64 characters", Told::Length(None, Some(64))),
                ("The name may have no more than 64 characters", Told::Length(None, Some(64))),
            ],
            vec!["Up to 255 walls are painted", "If the wall is wet, up to 3 characters"],
        ),
        (
            "range-by-sentence",
            vec![
                ("Valid range is 200-500 GB", Told::Range(number("200"), number("500"))),
                ("Valid values are between 0 and 1440", Told::Range(number("0"), number("1440"))),
                ("Accepted values are 1 to 5", Told::Range(number("1"), number("5"))),
                ("The allowed range is 1 to 5", Told::Range(number("1"), number("5"))),
                ("This value must be between 1 and 5, inclusive", Told::Range(number("1"), number("5"))),
                ("The minimum value is 5 seconds", Told::Range(number("5"), None)),
                ("The maximum value is 2,000", Told::Range(None, number("2000"))),
            ],
            vec!["Valid values are multiples of 2 from 4 to 8", "For wet walls, the valid range is 1 to 5"],
        ),
        (
            "items-by-sentence",
            vec![
                ("You can specify up to 10 walls", Told::Items(10)),
                ("You can specify a maximum of five brushes for each wall", Told::Items(5)),
            ],
            vec![
                "You can specify up to 10 characters, but no more than 5 walls",
                "You can paint up to 10 walls",
            ],
        ),
        (
            "values-by-sentence",
            vec![("Valid values are WET, DRY, or OLD", Told::Values(several(&["WET", "DRY", "OLD"])))],
            vec![
                "Valid values are wet and dry",
                "For walls, valid values are WET and DRY",
                "Valid values are the following",
            ],
        ),
        (
            "format-by-sentence",
            vec![
                ("Must be in HH:00 format, and in an hourly increment", Told::Format("HH:00".into())),
                ("Must be specified in YYYY-MM-DD format", Told::Format("YYYY-MM-DD".into())),
                ("A recurring daily time, in the format HH:MM", Told::Format("HH:MM".into())),
                ("The time to paint, formatted d:HH:MM on weekdays", Told::Format("d:HH:MM".into())),
            ],
            vec!["Must be in PNG format", "In either YYYY-MM-DD format or YYYY-MM format"],
        ),
        (
            "time-zone-by-sentence",
            vec![
                ("Specified in Coordinated Universal Time (UTC)", Told::TimeZone("UTC")),
                ("The time to paint, in the UTC time zone", Told::TimeZone("UTC")),
            ],
            vec!["UTC is not used", "Paint in the time zone of the wall"],
        ),
        (
            "unit-by-sentence",
            vec![
                ("The amount of idle time in minutes after which it dries", Told::Unit("minutes".into())),
                ("The size of the wall, in bytes", Told::Unit("bytes".into())),
                (
                    "The flow of paint, measured in megabytes per second",
                    Told::Unit("megabytes per second".into()),
                ),
                ("The size (in GiB)", Told::Unit("GiB".into())),
                ("How many minutes the wall may be wet", Told::Unit("minutes".into())),
            ],
            vec!["Paints in minutes", "The wall is in brick"],
        ),
        (
            "case-by-sentence",
            vec![
                ("The value is case-sensitive", Told::CaseSensitive),
                ("Use the following form: red-2a (case sensitive)", Told::CaseSensitive),
                ("A unique, case-sensitive identifier of the call", Told::CaseSensitive),
            ],
            vec!["Walls are case-sensitive", "The value is not case-sensitive"],
        ),
        (
            "deprecated-by-sentence",
            vec![
                ("Deprecated", Told::Deprecated),
                ("This field has been deprecated", Told::Deprecated),
                ("Use the Brush request field instead", Told::Instead("Brush".into())),
            ],
            vec!["The time at which the paint will be deprecated", "To paint, use a brush instead"],
        ),
    ]
}

fn read(sentence: &str) -> Vec<(&'static str, Told)> {
    Sentence::new(sentence).iter().flat_map(Sentence::told).collect()
}

fn demands(sentence: &str) -> bool {
    Sentence::new(sentence).is_some_and(|sentence| sentence.demands())
}

#[test]
fn each_rule_matches_its_sentences_and_no_others() {
    for (rule, matching, others) in cases() {
        for (sentence, told) in matching {
            assert_eq!(read(sentence), [(rule, told)], "{sentence}");
        }
        for sentence in others {
            let found = read(sentence);
            assert!(found.iter().all(|(found, _)| *found != rule), "{sentence}: {found:?}");
        }
    }
}

#[test]
fn each_rule_is_tested_and_explained() {
    let tested: Vec<_> = cases().into_iter().map(|(rule, ..)| rule).collect();
    for pattern in PATTERNS {
        assert!(tested.contains(&pattern.rule), "{}", pattern.rule);
        assert!(crate::rules::RULES.iter().any(|(rule, _)| *rule == pattern.rule), "{}", pattern.rule);
    }
}

#[test]
fn what_demands_something_is_looked_at_however_it_is_written() {
    for sentence in [
        "It must be red",
        "It may not be red",
        "It cannot be red",
        "It can't be red",
        "They are mutually exclusive",
        "Give one, but not both",
        "Give at least two of them",
        "Give a maximum of two",
        "Give at most two",
        "Give up to 2",
        "It defaults to red",
        "Valid values are many",
        "Its possible values are many",
        "It is ignored",
        "Its name is case-sensitive",
        "It is only valid on walls",
        "This only applies to walls",
    ] {
        for sentence in [sentence.to_owned(), sentence.to_uppercase()] {
            assert!(demands(&sentence), "{sentence}");
        }
    }
}

#[test]
fn what_stands_far_from_the_beginning_is_not_told() {
    for rest in ["in UTC", "in YYYY-MM-DD format", "formatted as YYYY-MM-DD"] {
        assert_eq!(read(&format!("When the wall was painted {rest}")).len(), 1, "{rest}");
        let far = format!("When the wall{} was painted {rest}", " of the house".repeat(10));
        assert_eq!(read(&far), [], "{far}");
    }
}

#[test]
fn what_is_no_letter_of_english_is_passed_over() {
    assert_eq!(read("The maximum length of “Größe” – is 5"), []);
    assert_eq!(read("Wann in “Übersee” painted, in UTC").len(), 1);
    assert!(demands("“must” – be"));
}
