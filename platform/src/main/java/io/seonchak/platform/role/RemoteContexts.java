package io.seonchak.platform.role;

import io.seonchak.platform.remote.Services;
import io.seonchak.platform.security.RevocationClient;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.web.service.registry.AbstractHttpServiceRegistrar;

/**
 * Registers clients over HTTP for those contexts that a context calls and this process does not
 * host. What a context offers stands in {@code io.seonchak.contracts.<role>}. Refuses the start
 * when there is no address to call.
 */
final class RemoteContexts extends AbstractHttpServiceRegistrar {

  private static final String CONTRACTS = "io.seonchak.contracts.";

  private @Nullable Environment environment;

  @Override
  public void setEnvironment(Environment environment) {
    super.setEnvironment(environment);
    this.environment = environment;
  }

  @Override
  protected void registerHttpServices(GroupRegistry registry, AnnotationMetadata importing) {
    var settings = Objects.requireNonNull(environment);
    Set<Role> hosted = Role.parse(settings.getProperty(Role.SETTING, ""));
    var context = importing.getAnnotations().get(BoundedContext.class);
    Role caller = context.getEnum("role", Role.class);
    for (Role called : context.getEnumArray("calls", Role.class)) {
      if (!hosted.contains(called)) {
        Services.require(settings, called.word(), caller.word() + " calls it");
        registry.forGroup(called.word()).detectInBasePackages(CONTRACTS + called.word());
      }
    }
    // Whoever takes tokens must hear which are revoked.
    if (!hosted.contains(Role.MEMBER)) {
      Services.require(
          settings, Role.MEMBER.word(), caller.word() + " must hear whose tokens are revoked");
      registry.forGroup(Role.MEMBER.word()).register(RevocationClient.class);
    }
  }
}
