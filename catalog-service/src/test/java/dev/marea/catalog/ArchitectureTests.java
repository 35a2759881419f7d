package dev.marea.catalog;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.marea.service.test.ClassNames;
import dev.marea.service.test.NoGeneratedClasses;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dev.marea.catalog", importOptions = NoGeneratedClasses.class)
class ArchitectureTests {

	@ArchTest
	static void no_two_classes_have_the_same_name(JavaClasses classes) {
		ClassNames.assertUnique(classes);
	}

	/** Work has one class, and this class is a controller. */
	@ArchTest
	static final ArchRule only_controllers_answer_with_problems = noClasses().that()
		.resideOutsideOfPackages("dev.marea.catalog..web..", "dev.marea.catalog.work..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.marea.service.problem..", "org.springframework.web..");

	@ArchTest
	static final ArchRule nothing_depends_on_controllers = noClasses().that()
		.resideOutsideOfPackage("dev.marea.catalog..web..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.marea.catalog..web..");

}
