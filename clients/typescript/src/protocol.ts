/** Messages, enums and services of the protocol. */

export * from "./gen/parallax/v1/analysis_pb.js";
export * from "./gen/parallax/v1/annotation_pb.js";
export * from "./gen/parallax/v1/article_pb.js";
export * from "./gen/parallax/v1/comparison_pb.js";
export * from "./gen/parallax/v1/document_pb.js";
export * from "./gen/parallax/v1/entity_pb.js";
export * from "./gen/parallax/v1/error_pb.js";
export * from "./gen/parallax/v1/finding_pb.js";
export * from "./gen/parallax/v1/ingest_pb.js";
export * from "./gen/parallax/v1/profile_pb.js";
export * from "./gen/parallax/v1/story_pb.js";
export * from "./gen/parallax/v1/text_pb.js";
export * from "./gen/parallax/v1/watch_pb.js";
