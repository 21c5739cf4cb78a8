package io.fieldway.cloud.user;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// The files that the page loads: ours under their version, the libraries' from their jars.
final class PageFiles implements WebMvcConfigurer {
  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final Assets assets;

  PageFiles(Assets assets) {
    this.assets = assets;
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/assets/" + assets.version() + "/**")
        .addResourceLocations("classpath:/static/assets/")
        .setCacheControl(FOR_EVER);
    registry
        .addResourceHandler("/_static/**")
        .addResourceLocations("classpath:/META-INF/resources/_static/")
        .setCacheControl(FOR_EVER);
  }
}
