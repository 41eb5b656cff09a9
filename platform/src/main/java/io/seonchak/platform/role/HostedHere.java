package io.seonchak.platform.role;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Lets a context in when the process has its role. */
final class HostedHere implements Condition {

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    Set<Role> hosted = Role.parse(context.getEnvironment().getProperty(Role.SETTING, ""));
    Map<String, @Nullable Object> declared =
        metadata.getAnnotationAttributes(BoundedContext.class.getName());
    if (declared == null) {
      // The annotation itself, found by a scan.
      return false;
    }
    return hosted.contains((Role) Objects.requireNonNull(declared.get("role")));
  }
}
