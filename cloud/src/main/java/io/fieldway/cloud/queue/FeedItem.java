package io.fieldway.cloud.queue;

/// An event that pages see.
///
/// @param id its place in the feed; rises
/// @param event its name, such as `points`
/// @param data its JSON text
public record FeedItem(String id, String event, String data) {}
