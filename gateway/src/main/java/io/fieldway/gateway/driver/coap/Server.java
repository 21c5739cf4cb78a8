package io.fieldway.gateway.driver.coap;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedMultiPskStore;

/// Californium's server with the gateway's bounds, plain or with DTLS.
final class Server {
  /// Threads that carry messages; what blocks is done elsewhere.
  private static final int THREADS = 2;

  /// Bytes of the connection id that a device may ask for (RFC 9146): its session then lives on
  /// when its address changes.
  private static final int CONNECTION_ID = 6;

  private Server() {}

  /// @throws IOException where the keys cannot be read
  static CoapServer of(CoapConfig config, InetSocketAddress listen) throws IOException {
    Configuration settings = settings(config);
    CoapServer server =
        new CoapServer(settings) {
          // Californium's own root names itself and its version.
          @Override
          protected Resource createRoot() {
            return new CoapResource("");
          }
        };
    CoapEndpoint.Builder endpoint = CoapEndpoint.builder().setConfiguration(settings);
    if (config.keys().isPresent()) {
      Map<String, Bytes> keys = Keys.read(config.keys().get());
      endpoint.setConnector(new DTLSConnector(dtls(settings, listen, keys)));
    } else {
      endpoint.setInetSocketAddress(listen);
    }
    server.addEndpoint(endpoint.build());
    return server;
  }

  private static DtlsConnectorConfig dtls(
      Configuration settings, InetSocketAddress listen, Map<String, Bytes> keys) {
    AdvancedMultiPskStore store = new AdvancedMultiPskStore();
    keys.forEach((device, key) -> store.setKey(device, key.toArray()));
    return DtlsConnectorConfig.builder(settings)
        .setAddress(listen)
        .setAdvancedPskStore(store)
        .build();
  }

  /// Californium's own settings, which it would else read from, and write to, a file.
  private static Configuration settings(CoapConfig config) {
    org.eclipse.californium.core.config.CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    int millis = (int) Math.min(Integer.MAX_VALUE, config.requestTimeout().toMillis());
    return Configuration.createStandardWithoutFile()
        .set(
            org.eclipse.californium.core.config.CoapConfig.MAX_RESOURCE_BODY_SIZE, config.maxBody())
        .set(org.eclipse.californium.core.config.CoapConfig.MAX_ACTIVE_PEERS, config.maxPeers())
        .set(org.eclipse.californium.core.config.CoapConfig.MAX_SERVER_OBSERVES, config.maxPeers())
        .set(
            org.eclipse.californium.core.config.CoapConfig.BLOCKWISE_STATUS_LIFETIME,
            millis,
            TimeUnit.MILLISECONDS)
        .set(org.eclipse.californium.core.config.CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, THREADS)
        .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
        .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1)
        .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY)
        .set(DtlsConfig.DTLS_MAX_CONNECTIONS, config.maxPeers())
        .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID)
        .set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
        .set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, THREADS);
  }
}
