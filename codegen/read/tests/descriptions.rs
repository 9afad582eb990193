//! The descriptions of the bundled services, and of an invented one whose page is undamaged.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use docwright_idl::yaml;
use support::{bundled, describe, fixture};

#[test]
fn bundled_services() {
    for service in ["acronis-dr", "aws-drs", "lightsail"] {
        let description = bundled(service).description.unwrap();
        insta::assert_snapshot!(service, yaml::write(&*description).unwrap());
    }
}

#[test]
fn undamaged_pages() {
    let pages = ["drs-start-recovery.aws.txt", "drs-start-recovery.boto3.txt"].map(fixture);
    insta::assert_snapshot!("start-recovery-undamaged", yaml::write(&describe(&pages)).unwrap());
    insta::assert_snapshot!("acronis-clean", yaml::write(&describe(&[fixture("acronis-clean.md")])).unwrap());
}
