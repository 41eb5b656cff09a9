package io.seonchak.catalog.web;

import io.seonchak.catalog.application.Names;
import io.seonchak.catalog.store.Categories;
import io.seonchak.catalog.store.Categories.Category;
import io.seonchak.platform.web.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Categories over HTTP. */
@RestController
class CategoryController {

  private static final int NAME_MAX = 40;

  private final Categories categories;

  CategoryController(Categories categories) {
    this.categories = categories;
  }

  record CategoryNames(@Nullable String korean, @Nullable String english) {}

  record All(List<Category> categories) {}

  @GetMapping("/api/categories")
  All list() {
    return new All(categories.all());
  }

  @PutMapping("/api/categories/{category}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void put(@PathVariable String category, @RequestBody CategoryNames names) {
    var fields = new Fields();
    String slug = Names.category(fields, category);
    String korean = fields.text("korean", names.korean(), NAME_MAX);
    String english = fields.text("english", names.english(), NAME_MAX);
    fields.orRefuse();
    categories.put(new Category(slug, korean, english));
  }
}
