package io.fieldway.node.access;

/// What one client may do. Asked for every message, so an answer must be cheap.
public interface Rights {
  /// Rights that refuse nothing.
  Rights ALL =
      new Rights() {
        @Override
        public boolean mayPublish(String topic) {
          return true;
        }

        @Override
        public boolean mayReceive(String topic) {
          return true;
        }

        @Override
        public boolean maySubscribe(String filter) {
          return true;
        }
      };

  boolean mayPublish(String topic);

  boolean mayReceive(String topic);

  /// Whether it may subscribe.
  ///
  /// @param filter without the `$share/name/` of a shared subscription
  boolean maySubscribe(String filter);
}
