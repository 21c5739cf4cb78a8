package io.fieldway.gateway.driver.modbus;

import com.digitalpetri.modbus.ExceptionCode;
import com.digitalpetri.modbus.FunctionCode;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.exceptions.UnknownUnitIdException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.WriteSingleCoilRequest;
import com.digitalpetri.modbus.pdu.WriteSingleCoilResponse;
import com.digitalpetri.modbus.server.ModbusRequestContext;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// A device made with another library's Modbus server: unit 1 at a port of this machine.
public final class ModbusPeer implements AutoCloseable {
  private final ProcessImage image = new ProcessImage();
  private final InetSocketAddress address;
  private final ModbusTcpServer server;

  /// The holding registers that were asked for, as `first+count`.
  final List<String> asked = new CopyOnWriteArrayList<>();

  final AtomicInteger coilsWritten = new AtomicInteger();

  /// Requests that touch this register are refused; -1 for none.
  @Var volatile int hole = -1;

  /// Until it is counted down, holding registers are not answered.
  @Var volatile CountDownLatch gate = new CountDownLatch(0);

  private ModbusPeer(InetSocketAddress address) {
    this.address = address;
    this.server =
        ModbusTcpServer.create(
            NettyTcpServerTransport.create(config -> {
              config.bindAddress = address.getAddress().getHostAddress();
              config.port = address.getPort();
            }),
            new Registers());
  }

  public static ModbusPeer start() {
    return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort()));
  }

  /// The library does not say which port it got.
  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static ModbusPeer at(InetSocketAddress address) {
    ModbusPeer peer = new ModbusPeer(address);
    try {
      peer.server.start();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return peer;
  }

  public InetSocketAddress address() {
    return address;
  }

  /// Sets holding registers from an address on.
  public ModbusPeer holding(int from, int... values) {
    image.with(transaction ->
        transaction.writeHoldingRegisters(registers -> put(registers, from, values)));
    return this;
  }

  ModbusPeer input(int from, int... values) {
    image.with(
        transaction -> transaction.writeInputRegisters(registers -> put(registers, from, values)));
    return this;
  }

  public ModbusPeer coil(int address, boolean on) {
    image.with(transaction -> transaction.writeCoils(coils -> coils.put(address, on)));
    return this;
  }

  ModbusPeer discrete(int address, boolean on) {
    image.with(transaction -> transaction.writeDiscreteInputs(bits -> bits.put(address, on)));
    return this;
  }

  public boolean coil(int address) {
    return image.get(
        transaction -> transaction.readCoils(coils -> coils.getOrDefault(address, false)));
  }

  public List<Integer> written(int from, int count) {
    return image.get(transaction ->
        transaction.readHoldingRegisters(registers -> {
          List<Integer> values = new ArrayList<>();
          for (int i = from; i < from + count; i++) {
            byte[] two = Optional.ofNullable(registers.get(i)).orElse(new byte[2]);
            values.add((two[0] & 0xFF) << 8 | (two[1] & 0xFF));
          }
          return values;
        }));
  }

  @Override
  public void close() {
    gate.countDown();
    try {
      server.stop();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(Map<Integer, byte[]> registers, int from, int... values) {
    for (int i = 0; i < values.length; i++) {
      registers.put(from + i, new byte[] {(byte) (values[i] >> 8), (byte) values[i]});
    }
  }

  private final class Registers extends ReadWriteModbusServices {
    @Override
    protected Optional<ProcessImage> getProcessImage(int unit) {
      return unit == 1 ? Optional.of(image) : Optional.empty();
    }

    @Override
    public ReadHoldingRegistersResponse readHoldingRegisters(
        ModbusRequestContext context, int unit, ReadHoldingRegistersRequest request)
        throws UnknownUnitIdException {
      asked.add(request.address() + "+" + request.quantity());
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (hole >= request.address() && hole < request.address() + request.quantity()) {
        throw Sneaky.raise(
            new ModbusResponseException(
                FunctionCode.READ_HOLDING_REGISTERS, ExceptionCode.ILLEGAL_DATA_ADDRESS));
      }
      return super.readHoldingRegisters(context, unit, request);
    }

    @Override
    public WriteSingleCoilResponse writeSingleCoil(
        ModbusRequestContext context, int unit, WriteSingleCoilRequest request)
        throws UnknownUnitIdException {
      coilsWritten.incrementAndGet();
      return super.writeSingleCoil(context, unit, request);
    }
  }

  /// The library's registers declare fewer exceptions than its server understands.
  private static final class Sneaky {
    @SuppressWarnings("unchecked") // the type of an exception is not looked at when it is thrown
    static <E extends Exception> RuntimeException raise(Exception exception) throws E {
      throw (E) exception;
    }
  }
}
