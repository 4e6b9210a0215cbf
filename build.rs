//! Compiles `proto/parallax/v1` with a pure Rust compiler, so that no `protoc` is needed.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

const PROTO_DIR: &str = "proto";
const PACKAGE_DIR: &str = "proto/parallax/v1";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={PACKAGE_DIR}");
    if env::var_os("CARGO_FEATURE_CLIENT").is_none() {
        return Ok(());
    }
    let mut files: Vec<PathBuf> = fs::read_dir(PACKAGE_DIR)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.sort();

    let descriptors = protox::Compiler::new([PROTO_DIR])?
        .include_source_info(true)
        .include_imports(true)
        .open_files(&files)?
        .file_descriptor_set();

    // Reflection and the JSON mapping read the same descriptors at run time.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("parallax.v1.bin"), descriptors.encode_to_vec())?;

    let has_server = env::var_os("CARGO_FEATURE_SERVER").is_some();
    let mut builder =
        tonic_prost_build::configure().build_server(has_server).build_client(true).btree_map(".");
    let mut config = tonic_prost_build::Config::new();
    if has_server {
        // The codec that counts the parts of a request knows it by name.
        config.enable_type_names();
        builder = builder.codec_path("crate::proto::Codec");
    }
    builder.compile_fds_with_config(descriptors, config)?;
    Ok(())
}
