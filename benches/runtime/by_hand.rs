//! A page of source servers as one would write it by hand, with the fields of the generated types.

use std::collections::BTreeMap;

use serde::Deserialize;

macro_rules! model {
    ($($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => { $(
        #[allow(dead_code)]
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$attribute])* pub $field: Option<$type>,)* }
    )* };
}

model! {
    Page { items: Vec<SourceServer>, next_token: String, }
    SourceServer {
        agent_version: String,
        arn: String,
        data_replication_info: DataReplicationInfo,
        last_launch_result: LastLaunchResult,
        life_cycle: LifeCycle,
        recovery_instance_id: String,
        replication_direction: ReplicationDirection,
        reversed_direction_source_server_arn: String,
        source_cloud_properties: SourceCloudProperties,
        #[serde(rename = "sourceNetworkID")] source_network_id: String,
        source_properties: SourceProperties,
        #[serde(rename = "sourceServerID")] source_server_id: String,
        staging_area: StagingArea,
        tags: BTreeMap<String, String>,
    }
    DataReplicationInfo {
        data_replication_error: DataReplicationError,
        data_replication_initiation: DataReplicationInitiation,
        data_replication_state: DataReplicationState,
        eta_date_time: String,
        lag_duration: String,
        replicated_disks: Vec<ReplicatedDisk>,
        staging_availability_zone: String,
        staging_outpost_arn: String,
    }
    DataReplicationError { error: DataReplicationErrorString, raw_error: String, }
    DataReplicationInitiation { next_attempt_date_time: String, start_date_time: String, steps: Vec<Step>, }
    Step { name: StepName, status: StepStatus, }
    ReplicatedDisk {
        backlogged_storage_bytes: i64,
        device_name: String,
        replicated_storage_bytes: i64,
        rescanned_storage_bytes: i64,
        total_storage_bytes: i64,
        volume_status: VolumeStatus,
    }
    LifeCycle {
        added_to_service_date_time: String,
        elapsed_replication_duration: String,
        first_byte_date_time: String,
        last_launch: LastLaunch,
        last_seen_by_service_date_time: String,
    }
    LastLaunch { initiated: Initiated, status: LaunchStatus, }
    Initiated {
        api_call_date_time: String,
        #[serde(rename = "jobID")] job_id: String,
        r#type: InitiatedType,
    }
    SourceCloudProperties {
        #[serde(rename = "originAccountID")] origin_account_id: String,
        origin_availability_zone: String,
        origin_region: String,
        source_outpost_arn: String,
    }
    SourceProperties {
        cpus: Vec<Cpu>,
        disks: Vec<Disk>,
        identification_hints: IdentificationHints,
        last_updated_date_time: String,
        network_interfaces: Vec<NetworkInterface>,
        os: Os,
        ram_bytes: i64,
        recommended_instance_type: String,
        supports_nitro_instances: bool,
    }
    Cpu { cores: i64, model_name: String, }
    Disk { bytes: i64, device_name: String, }
    IdentificationHints {
        #[serde(rename = "awsInstanceID")] aws_instance_id: String,
        fqdn: String,
        hostname: String,
        vm_ware_uuid: String,
    }
    NetworkInterface { ips: Vec<String>, is_primary: bool, mac_address: String, }
    Os { full_string: String, }
    StagingArea {
        error_message: String,
        #[serde(rename = "stagingAccountID")] staging_account_id: String,
        staging_source_server_arn: String,
        status: StagingAreaStatus,
    }
}

macro_rules! values {
    ($($name:ident { $($value:ident,)* })*) => { $(
        #[allow(dead_code)]
        #[derive(Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($value,)* #[serde(other)] Unknown, }
    )* };
}

values! {
    LastLaunchResult { NotStarted, Pending, Succeeded, Failed, }
    ReplicationDirection { Failover, Failback, }
    DataReplicationState {
        Stopped, Initiating, InitialSync, Backlog, CreatingSnapshot, Continuous, Paused, Rescan, Stalled, Disconnected,
    }
    DataReplicationErrorString {
        AgentNotSeen, SnapshotsFailure, NotConverging, UnstableNetwork, FailedToCreateSecurityGroup,
        FailedToLaunchReplicationServer, FailedToBootReplicationServer, FailedToAuthenticateWithService,
        FailedToDownloadReplicationSoftware, FailedToCreateStagingDisks, FailedToAttachStagingDisks,
        FailedToPairReplicationServerWithAgent, FailedToConnectAgentToReplicationServer, FailedToStartDataTransfer,
    }
    StepName {
        Wait, CreateSecurityGroup, LaunchReplicationServer, BootReplicationServer, AuthenticateWithService,
        DownloadReplicationSoftware, CreateStagingDisks, AttachStagingDisks, PairReplicationServerWithAgent,
        ConnectAgentToReplicationServer, StartDataTransfer,
    }
    StepStatus { NotStarted, InProgress, Succeeded, Failed, Skipped, }
    VolumeStatus {
        Regular, ContainsMarketplaceProductCodes, MissingVolumeAttributes,
        MissingVolumeAttributesAndPrecheckUnavailable, Pending,
    }
    InitiatedType { Recovery, Drill, }
    LaunchStatus { Pending, InProgress, Launched, Failed, Terminated, }
    StagingAreaStatus { Extended, ExtensionError, NotExtended, }
}
