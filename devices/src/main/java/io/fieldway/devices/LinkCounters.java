package io.fieldway.devices;

import java.util.concurrent.atomic.AtomicLong;

/// What one device has done. Written by the device's thread, read by anyone.
final class LinkCounters {
  final AtomicLong measured = new AtomicLong();
  final AtomicLong sent = new AtomicLong();
  final AtomicLong repeated = new AtomicLong();
  final AtomicLong acknowledged = new AtomicLong();
  final AtomicLong dropped = new AtomicLong();
  final AtomicLong executed = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong connections = new AtomicLong();
  volatile boolean live;
}
