//! Calls of four services, one per protocol family: what they make, list by pages, take away, and refuse.

#[path = "../generated/batch/mod.rs"]
mod batch;
#[path = "../generated/ecs/mod.rs"]
mod ecs;
#[path = "../generated/s3/mod.rs"]
mod s3;
#[path = "../generated/sdb/mod.rs"]
mod sdb;

use docwright_runtime::Credentials;

type Outcome = Result<(), Box<dyn std::error::Error>>;

macro_rules! client {
    ($service:ident, $url:expr) => {
        $service::Client::builder()
            .endpoint($url)
            .region("us-east-1")
            .credentials(Credentials::new("id", "secret"))
            .build()?
    };
}

#[tokio::main]
async fn main() -> Outcome {
    let url = std::env::args().nth(1).ok_or("the server's URL is missing")?;
    query(&url).await?;
    println!("aws-query: sdb");
    rest_xml(&url).await?;
    println!("rest-xml: s3");
    rest_json(&url).await?;
    println!("rest-json: batch");
    json(&url).await?;
    println!("aws-json: ecs");
    Ok(())
}

async fn query(url: &str) -> Outcome {
    let client = client!(sdb, url);
    client.create_domain("lamps").send().await?;
    let watts = sdb::types::ReplaceableAttribute::new("watts", "7 & more");
    client.put_attributes("lamps", "desk", [watts]).send().await?;
    client.delete_domain("lamps").send().await?;
    let watts = sdb::types::ReplaceableAttribute::new("watts", "7");
    let error = client.put_attributes("lamps", "desk", [watts]).send().await.unwrap_err();
    assert!(matches!(error, sdb::operations::PutAttributesError::NoSuchDomain(_)), "{error:?}");
    Ok(())
}

async fn rest_xml(url: &str) -> Outcome {
    let client = client!(s3, url);
    client.head_bucket("lamps").send().await?;
    let mut keys = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let mut request = client.list_objects_v2("lamps").max_keys(2);
        if let Some(token) = token.take() {
            request = request.continuation_token(token);
        }
        let page = request.send().await?;
        let contents = page.contents.unwrap_or_default();
        assert!(contents.len() <= 2);
        keys.extend(contents.into_iter().filter_map(|object| object.key));
        token = page.next_continuation_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(keys, ["a", "b/c", "d", "e", "f"]);
    let delete = s3::types::Delete::new(["a", "b/c"].map(s3::types::ObjectIdentifier::new));
    let deleted = client.delete_objects("lamps", delete).send().await?.deleted.unwrap_or_default();
    assert_eq!(deleted.len(), 2);
    let left = client.list_objects_v2("lamps").send().await?;
    assert_eq!(left.key_count, Some(3));
    let error = client.list_objects_v2("gone").send().await.unwrap_err();
    assert!(matches!(error, s3::operations::ListObjectsV2Error::NoSuchBucket(_)), "{error:?}");
    Ok(())
}

async fn rest_json(url: &str) -> Outcome {
    let client = client!(batch, url);
    let policy = client.create_scheduling_policy("evening").send().await?;
    let arn = policy.arn.ok_or("the policy has no ARN")?;
    assert!(arn.ends_with("scheduling-policy/evening"), "{arn}");
    client.update_scheduling_policy(arn).send().await?;
    let listed = client.describe_compute_environments().max_results(5).send().await?;
    assert_eq!(listed.compute_environments.map(|all| all.len()), Some(0));
    Ok(())
}

async fn json(url: &str) -> Outcome {
    let client = client!(ecs, url);
    let error = client.describe_services(["lamps"]).cluster("gone").send().await.unwrap_err();
    assert!(matches!(error, ecs::operations::DescribeServicesError::ClusterNotFoundException(_)), "{error:?}");
    Ok(())
}
