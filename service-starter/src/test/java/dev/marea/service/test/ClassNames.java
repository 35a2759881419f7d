package dev.marea.service.test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the names of a module's classes.
 */
public final class ClassNames {

	private ClassNames() {
	}

	/**
	 * Fails if two classes have the same simple name, nested classes included.
	 */
	public static void assertUnique(JavaClasses classes) {
		Map<String, List<String>> byName = classes.stream()
			.filter(ClassNames::isNamedBySource)
			.collect(Collectors.groupingBy(JavaClass::getSimpleName, TreeMap::new,
					Collectors.mapping(JavaClass::getName, Collectors.toList())));
		assertThat(byName).isNotEmpty();
		byName.values().removeIf((names) -> names.size() == 1);
		assertThat(byName).isEmpty();
	}

	/** Spring's generated classes repeat the names of the classes that they are for. */
	private static boolean isNamedBySource(JavaClass type) {
		return !type.isAnonymousClass() && !type.isLocalClass() && !type.getSimpleName().equals("package-info")
				&& !type.getName().contains("__") && !type.getName().contains("$$");
	}

}
