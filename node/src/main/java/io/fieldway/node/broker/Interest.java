package io.fieldway.node.broker;

/// What stands in the topic tree under a filter.
sealed interface Interest permits Subscribed, SharedGroup, RemoteInterest {}
