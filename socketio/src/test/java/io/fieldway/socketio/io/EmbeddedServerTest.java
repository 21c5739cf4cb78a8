package io.fieldway.socketio.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The server inside another server's pipeline.
class EmbeddedServerTest {
  @Test
  void worksBehindAnotherServersCodecAndPassesOtherPathsOn() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (SocketIoServer server = SocketIoServer.builder().build()) {
      server.of("/").onConnection(socket -> socket.emit("secure " + socket.handshake().secure()));
      Channel channel =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                      child.pipeline().addLast(new HttpServerCodec());
                      server.install(child.pipeline());
                      child.pipeline().addLast(new NotFoundHandler());
                    }
                  })
              .bind(InetAddress.getLoopbackAddress(), 0)
              .sync()
              .channel();
      InetSocketAddress address = (InetSocketAddress) channel.localAddress();
      RawSocket raw = RawSocket.open(address, "/socket.io/?EIO=4&transport=websocket");
      assertThat(raw.text()).startsWith("0{");
      assertThat(raw.send("40").text()).startsWith("40{");
      assertThat(raw.text()).isEqualTo("42[\"secure false\"]");
      assertThat(new RawPolling(address, "/elsewhere").get("").statusCode()).isEqualTo(404);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
