package io.fieldway.cloud.queue;

/// Every key and channel that the platform uses in Redis.
final class Keys {
  static final String DEADLINES = "fw:deadlines";
  static final String FEED = "fw:feed";
  static final String GROUP = "commit";

  static final String COMMITTED = "fw:committed";
  static final String COMMAND = "fw:command";
  static final String REGISTRY = "fw:registry";
  static final String SESSION = "fw:session";
  static final String TWIN = "fw:twin";
  static final String TRUST = "fw:trust";
  static final String KEY = "fw:key";

  private Keys() {}

  /// One nonce of one socket of one gateway: nobody can spoil another's by asking for it again.
  static String nonce(String gateway, String socket) {
    return "fw:nonce:" + gateway + ":" + socket;
  }

  static String gateway(String gateway) {
    return "fw:gateway:" + gateway;
  }

  static String failures(String subject) {
    return "fw:failures:" + subject;
  }

  static String data(int partition) {
    return "fw:data:" + partition;
  }
}
