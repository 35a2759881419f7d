package dev.marea.lab;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packages = "dev.marea", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule the_lab_knows_no_class_of_any_shop = noClasses().that()
		.resideInAPackage("dev.marea.lab..")
		.should()
		.dependOnClassesThat(describe("are Marea's and not the lab's",
				(JavaClass each) -> each.getPackageName().startsWith("dev.marea.")
						&& !each.getPackageName().startsWith("dev.marea.lab")));

	@ArchTest
	static void no_two_classes_have_the_same_name(JavaClasses classes) {
		Map<String, List<String>> names = classes.stream()
			.filter((each) -> each.isTopLevelClass() && !each.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(JavaClass::getSimpleName,
					Collectors.mapping(JavaClass::getName, Collectors.toList())));
		assertThat(names.values()).allSatisfy((same) -> assertThat(same).hasSize(1));
	}

	@ArchTest
	static final ArchRule only_the_compose_place_knows_docker = noClasses().that()
		.resideOutsideOfPackage("dev.marea.lab.compose..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("com.github.dockerjava..");

	@ArchTest
	static final ArchRule only_the_kubernetes_place_knows_its_client = noClasses().that()
		.resideOutsideOfPackage("dev.marea.lab.kubernetes..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.fabric8..");

	@ArchTest
	static final ArchRule what_measures_and_reports_knows_no_place = noClasses().that()
		.resideInAnyPackage("dev.marea.lab.run..", "dev.marea.lab.measure..", "dev.marea.lab.report..",
				"dev.marea.lab.observe..", "dev.marea.lab.live..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.marea.lab.compose..", "dev.marea.lab.kubernetes..", "dev.marea.lab.fleet..",
				"dev.marea.lab.place..", "dev.marea.lab.local..");

}
