package dev.marea.cloud.balancer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packages = "dev.marea.cloud.balancer")
class ClassNamesTests {

	/**
	 * Nested classes are included. Anonymous and local classes have no name of their own.
	 */
	@ArchTest
	static void no_two_classes_have_the_same_name(JavaClasses classes) {
		Map<String, List<String>> byName = classes.stream()
			.filter((type) -> !type.isAnonymousClass() && !type.isLocalClass()
					&& !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(JavaClass::getSimpleName, TreeMap::new,
					Collectors.mapping(JavaClass::getName, Collectors.toList())));
		assertThat(byName).isNotEmpty();
		byName.values().removeIf((names) -> names.size() == 1);
		assertThat(byName).isEmpty();
	}

}
