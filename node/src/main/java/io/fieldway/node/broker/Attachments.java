package io.fieldway.node.broker;

/// The names of attachments: what ties another broker to this one is a client here, whose client id
/// is the share name of its subscriptions too. No other client may use either. Nodes that are
/// attached to the same broker share its subscriptions, so that one of them, the nearest, takes a
/// message there.
public final class Attachments {
  private static final String PREFIX = "$attach-";
  private static final String SHARED = "$share/";

  private Attachments() {}

  /// The client id of an attachment.
  public static String clientId(String name) {
    return PREFIX + name;
  }

  /// A subscription of an attachment.
  public static String shared(String name, String filter) {
    return SHARED + PREFIX + name + '/' + filter;
  }

  /// Whether a whole filter is an attachment's subscription.
  public static boolean isShared(String filter) {
    return filter.startsWith(PREFIX, SHARED.length()) && filter.startsWith(SHARED);
  }

  /// Whether a client id, or a share name, is an attachment's.
  static boolean isReserved(String text) {
    return text.startsWith(PREFIX);
  }

  /// The share name of a whole filter that is an attachment's subscription.
  static String shareName(String filter) {
    return filter.substring(SHARED.length(), filter.indexOf('/', SHARED.length()));
  }
}
