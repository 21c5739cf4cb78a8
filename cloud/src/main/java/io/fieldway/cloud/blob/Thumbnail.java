package io.fieldway.cloud.blob;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// A small JPEG of a picture. Every point of it is the mean of those it stands for; while it is
/// read only so many points are taken as are needed, so that a large picture needs little memory.
final class Thumbnail {
  /// What the JDK reads and a page shows.
  static final Set<String> TYPES = Set.of("image/jpeg", "image/png", "image/gif");

  private static final float QUALITY = 0.82f;

  private Thumbnail() {}

  /// Empty where the file is no picture, or one of too many points.
  static Optional<Bytes> of(Path file, int edge, long maxPoints) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long points = (long) reader.getWidth(0) * reader.getHeight(0);
        return points > maxPoints
            ? Optional.empty()
            : Optional.of(jpeg(scaled(read(reader, edge), edge)));
      } catch (IndexOutOfBoundsException | IllegalArgumentException | IllegalStateException e) {
        // How the JDK's readers tell of some damaged files.
        throw new IOException("a damaged picture", e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage read(ImageReader reader, int edge) throws IOException {
    int step = Math.max(1, Math.max(reader.getWidth(0), reader.getHeight(0)) / (2 * edge));
    ImageReadParam how = reader.getDefaultReadParam();
    how.setSourceSubsampling(step, step, 0, 0);
    return reader.read(0, how);
  }

  private static BufferedImage scaled(BufferedImage image, int edge) {
    int longer = Math.max(image.getWidth(), image.getHeight());
    if (longer <= edge) {
      return image(image, image.getWidth(), image.getHeight());
    }
    return image(
        image,
        Math.max(1, image.getWidth() * edge / longer),
        Math.max(1, image.getHeight() * edge / longer));
  }

  private static BufferedImage image(BufferedImage from, int width, int height) {
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      int top = y * from.getHeight() / height;
      int bottom = Math.max(top + 1, (y + 1) * from.getHeight() / height);
      for (int x = 0; x < width; x++) {
        int left = x * from.getWidth() / width;
        int right = Math.max(left + 1, (x + 1) * from.getWidth() / width);
        small.setRGB(x, y, mean(from, left, right, top, bottom));
      }
    }
    return small;
  }

  /// What is transparent stands on white.
  private static int mean(BufferedImage from, int left, int right, int top, int bottom) {
    @Var int red = 0;
    @Var int green = 0;
    @Var int blue = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int point = from.getRGB(x, y);
        int opaque = point >>> 24;
        red += over(point >> 16, opaque);
        green += over(point >> 8, opaque);
        blue += over(point, opaque);
      }
    }
    int count = (right - left) * (bottom - top);
    return ((red / count) << 16) | ((green / count) << 8) | (blue / count);
  }

  private static int over(int channel, int opaque) {
    return ((channel & 0xff) * opaque + 255 * (255 - opaque)) / 255;
  }

  private static Bytes jpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return Bytes.copyOf(bytes.toByteArray());
  }
}
