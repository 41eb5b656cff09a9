package io.seonchak.platform.remote;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.service.annotation.HttpExchange;

/**
 * Refuses a call of an {@code @HttpExchange} interface inside a transaction, whether it would cross
 * the network or not: what holds in one process must hold in two. A transaction that waits for
 * another process holds its locks meanwhile, and what was done there is not undone with it.
 */
@Configuration(proxyBeanMethods = false)
class NoCallInTransaction {

  /** An infrastructure bean, so that what proxies for transactions proxies for this, too. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Advisor callsStayOutsideTransactions() {
    MethodInterceptor refusal =
        call -> {
          if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                "%s.%s is called inside a transaction (expected: before or after it)"
                    .formatted(
                        call.getMethod().getDeclaringClass().getSimpleName(),
                        call.getMethod().getName()));
          }
          return call.proceed();
        };
    return new DefaultPointcutAdvisor(new Exchanges(), refusal);
  }

  /** The methods that a class has from an {@code @HttpExchange} interface. */
  private static final class Exchanges extends StaticMethodMatcherPointcut {

    Exchanges() {
      setClassFilter(type -> exchanged(type).length > 0);
    }

    @Override
    public boolean matches(Method method, Class<?> type) {
      return Arrays.stream(exchanged(type))
          .anyMatch(
              each ->
                  ReflectionUtils.findMethod(each, method.getName(), method.getParameterTypes())
                      != null);
    }

    private static Class<?>[] exchanged(Class<?> type) {
      Set<Class<?>> interfaces = ClassUtils.getAllInterfacesForClassAsSet(type);
      return interfaces.stream()
          .filter(each -> AnnotatedElementUtils.hasAnnotation(each, HttpExchange.class))
          .toArray(Class<?>[]::new);
    }
  }
}
