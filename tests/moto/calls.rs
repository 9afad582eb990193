//! Calls of one client per protocol family: what it makes, lists by pages, reads, takes away, and is refused; where waiters are
//! documented, what it waits for.

#[path = "../generated/autoscaling/mod.rs"]
mod autoscaling;
#[path = "../generated/dax/mod.rs"]
mod dax;
#[path = "../generated/dsql/mod.rs"]
mod dsql;
#[path = "../generated/ec2/mod.rs"]
mod ec2;
#[path = "../generated/route53/mod.rs"]
mod route53;
#[path = "../generated/s3/mod.rs"]
mod s3;

use std::time::Duration;

use docwright_runtime::{Credentials, Meaning, Pages, Paginated};

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
    let mut arguments = std::env::args().skip(1);
    let (url, zone) = arguments.next().zip(arguments.next()).ok_or("a URL and a zone are missing")?;
    json(&url).await?;
    println!("aws-json: dax");
    rest_json(&url).await?;
    println!("rest-json: dsql");
    query(&url).await?;
    println!("aws-query: autoscaling");
    ec2_query(&url).await?;
    println!("ec2-query: ec2");
    rest_xml(&url, &zone).await?;
    println!("rest-xml: route53");
    objects(&url).await?;
    println!("rest-xml: s3");
    Ok(())
}

/// Returns all pages, of which there must be several.
async fn several<I: Paginated>(mut pages: Pages<I>) -> Result<Vec<I::Output>, I::Error> {
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        all.push(page?);
    }
    assert!(all.len() > 1, "there is one page");
    Ok(all)
}

async fn json(url: &str) -> Outcome {
    let client = client!(dax, url);
    let names = ["desk", "hall", "stairs"];
    for name in names {
        let role = "arn:aws:iam::123456789012:role/lamps";
        let made =
            client.create_cluster(name, role, "dax.t3.small", 3).description("it's lit").send().await?;
        assert_eq!(made.cluster.and_then(|cluster| cluster.cluster_name).as_deref(), Some(name));
    }
    let pages = several(client.describe_clusters().max_results(2).pages()).await?;
    let listed = pages.into_iter().flat_map(|page| page.clusters.unwrap_or_default());
    assert_eq!(Vec::from_iter(listed.filter_map(|cluster| cluster.cluster_name)), names);
    let read = client.describe_clusters().cluster_names(["hall"]).send().await?.clusters.unwrap_or_default();
    assert_eq!(read[0].description.as_deref(), Some("it's lit"));
    client.delete_cluster("hall").send().await?;
    let error = client.delete_cluster("cellar").send().await.unwrap_err();
    assert!(matches!(error, dax::operations::DeleteClusterError::ClusterNotFoundFault(_)), "{error:?}");
    Ok(())
}

async fn rest_json(url: &str) -> Outcome {
    let client = client!(dsql, url);
    let mut made = Vec::new();
    for _ in 0..3 {
        let cluster = client.create_cluster().deletion_protection_enabled(false).send().await?;
        made.push(cluster.identifier.ok_or("the cluster has no ID")?);
    }
    let pages = several(client.list_clusters().max_results(2).pages()).await?;
    let listed = pages.into_iter().flat_map(|page| page.clusters.unwrap_or_default());
    let mut listed = Vec::from_iter(listed.map(|cluster| cluster.identifier));
    listed.sort();
    let first = made[0].clone();
    made.sort();
    assert_eq!(listed, made);
    let active = client.get_cluster(&first).until_cluster_active(|answer| {
        (answer.ok()?.status.as_ref()?.to_string() == "ACTIVE").then_some(Meaning::Success)
    });
    let active = active.delays(Duration::ZERO, Duration::ZERO).await?.ok_or("there is no answer")?;
    assert_eq!(active.identifier.as_deref(), Some(&*first));
    client.delete_cluster(&first).send().await?;
    let gone = client.get_cluster(&first).until_cluster_not_exists(|answer| {
        answer.is_err_and(|error| error.is_not_found()).then_some(Meaning::Success)
    });
    assert!(gone.delays(Duration::ZERO, Duration::ZERO).await?.is_none());
    let error = client.get_cluster(&first).send().await.unwrap_err();
    assert!(matches!(error, dsql::operations::GetClusterError::ResourceNotFoundException(_)), "{error:?}");
    Ok(())
}

async fn query(url: &str) -> Outcome {
    let client = client!(autoscaling, url);
    client.create_launch_configuration("lamp").image_id("ami-1").instance_type("t3.small").send().await?;
    let names = ["desk", "hall & stairs", "roof"];
    for name in names {
        let group = client.create_auto_scaling_group(name, 2, 0).launch_configuration_name("lamp");
        group.availability_zones(["us-east-1a"]).send().await?;
    }
    let pages = several(client.describe_auto_scaling_groups().max_records(2).pages()).await?;
    let listed = pages.into_iter().flat_map(|page| page.auto_scaling_groups.unwrap_or_default());
    let listed = listed.filter_map(|group| group.auto_scaling_group_name);
    assert_eq!(Vec::from_iter(listed), names);
    let read = || client.describe_auto_scaling_groups().auto_scaling_group_names([names[1]]).send();
    assert_eq!(read().await?.auto_scaling_groups.unwrap_or_default()[0].max_size, Some(2));
    client.delete_auto_scaling_group(names[1]).force_delete(true).send().await?;
    assert_eq!(read().await?.auto_scaling_groups, Some(Vec::new()));
    let group = client.create_auto_scaling_group("of nothing", 2, 0);
    let error = group.availability_zones(["us-east-1a"]).send().await.unwrap_err();
    assert_eq!((error.code(), error.status()), (Some("ValidationError"), Some(400)), "{error:?}");
    Ok(())
}

async fn ec2_query(url: &str) -> Outcome {
    let client = client!(ec2, url);
    let mut made = Vec::new();
    for _ in 0..3 {
        let launched = client.run_instances(1, 1).image_id("ami-12c6146b").send().await?;
        let launched = launched.instances_set.unwrap_or_default();
        made.extend(launched.into_iter().filter_map(|instance| instance.instance_id));
    }
    let pages = several(client.describe_instances().max_results(2).pages()).await?;
    let listed = pages.into_iter().flat_map(|page| page.reservation_set.unwrap_or_default());
    let listed = listed.flat_map(|reservation| reservation.instances_set.unwrap_or_default());
    assert_eq!(Vec::from_iter(listed.filter_map(|instance| instance.instance_id)), made);
    client.terminate_instances([&made[0]]).send().await?;
    let read = client.describe_instances().instance_id([&made[0]]).send().await?;
    let read = &read.reservation_set.unwrap_or_default()[0].instances_set.clone().unwrap_or_default()[0];
    let state = read.instance_state.clone().and_then(|state| state.name);
    assert_eq!((state.as_deref(), read.image_id.as_deref()), (Some("terminated"), Some("ami-12c6146b")));
    let error = client.terminate_instances(["i-0123456789abcdef0"]).send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidInstanceID.NotFound"), "{error:?}");
    Ok(())
}

async fn rest_xml(url: &str, zone: &str) -> Outcome {
    use route53::types::{
        Change, ChangeAction, ChangeBatch, ChangeInfoStatus, ResourceRecord, ResourceRecordSet,
        ResourceRecordSetType,
    };

    let client = client!(route53, url);
    let record = |name: &str| {
        ResourceRecordSet::new(name, ResourceRecordSetType::Txt)
            .ttl(60)
            .resource_records([ResourceRecord::new("\"<lit> & on\"")])
    };
    let names = ["desk.lamps.example.", "hall.lamps.example."];
    let changes = names.map(|name| Change::new(ChangeAction::Create, record(name)));
    let made = client.change_resource_record_sets(ChangeBatch::new(changes), zone).send().await?;
    let id = made.change_info.and_then(|info| info.id).ok_or("the change has no ID")?;
    let done =
        client.get_change(id.trim_start_matches("/change/")).until_resource_record_sets_changed(|answer| {
            (answer.ok()?.change_info.as_ref()?.status == Some(ChangeInfoStatus::Insync))
                .then_some(Meaning::Success)
        });
    assert!(done.await?.is_some());

    let mut listed = Vec::new();
    let mut request = client.list_resource_record_sets(zone).max_items("1");
    let mut pages = 1;
    loop {
        let page = request.send().await?;
        let sets = page.resource_record_sets.unwrap_or_default();
        listed.extend(sets.into_iter().filter(|set| set.r#type == Some(ResourceRecordSetType::Txt)));
        let Some(next) = page.next_record_name else { break };
        request = client.list_resource_record_sets(zone).max_items("1").start_record_name(next);
        if let Some(kind) = page.next_record_type {
            request = request.start_record_type(kind.to_string().into());
        }
        pages += 1;
    }
    assert_eq!((pages > 1, listed.len()), (true, 2));
    assert_eq!(listed[0], record(names[0]));

    let taken = ChangeBatch::new([Change::new(ChangeAction::Delete, record(names[0]))]);
    client.change_resource_record_sets(taken, zone).send().await?;
    let left = client.list_resource_record_sets(zone).start_record_name(names[0]).send().await?;
    assert!(
        left.resource_record_sets.iter().flatten().all(|set| set.name.as_deref() != Some(names[0])),
        "{left:?}"
    );
    let error = client.list_resource_record_sets("Z0LOST").send().await.unwrap_err();
    assert!(
        matches!(error, route53::operations::ListResourceRecordSetsError::NoSuchHostedZone(_)),
        "{error:?}"
    );
    Ok(())
}

async fn objects(url: &str) -> Outcome {
    let client = client!(s3, url);
    let exists =
        client.head_bucket("lamps").until_bucket_exists(|answer| answer.is_ok().then_some(Meaning::Success));
    exists.await?;
    let pages = several(client.list_objects_v2("lamps").max_keys(2).pages()).await?;
    let listed = pages.into_iter().flat_map(|page| page.contents.unwrap_or_default());
    assert_eq!(Vec::from_iter(listed.filter_map(|object| object.key)), ["a", "b/c", "d", "e", "f"]);
    let delete = s3::types::Delete::new(["a", "b/c"].map(s3::types::ObjectIdentifier::new));
    let deleted = client.delete_objects("lamps", delete).send().await?.deleted.unwrap_or_default();
    assert_eq!(deleted.len(), 2);
    let left = client.list_objects_v2("lamps").send().await?;
    assert_eq!(left.key_count, Some(3));
    let error = client.list_objects_v2("gone").send().await.unwrap_err();
    assert!(matches!(error, s3::operations::ListObjectsV2Error::NoSuchBucket(_)), "{error:?}");
    Ok(())
}
