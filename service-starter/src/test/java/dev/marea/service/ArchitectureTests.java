package dev.marea.service;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import dev.marea.service.test.ClassNames;

@AnalyzeClasses(packages = "dev.marea.service")
class ArchitectureTests {

	@ArchTest
	static void no_two_classes_have_the_same_name(JavaClasses classes) {
		ClassNames.assertUnique(classes);
	}

}
