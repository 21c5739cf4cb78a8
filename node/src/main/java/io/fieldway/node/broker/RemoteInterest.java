package io.fieldway.node.broker;

/// That sessions of another node subscribed to a filter.
record RemoteInterest(String node) implements Interest {}
