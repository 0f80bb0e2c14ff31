// Holds the front matter of an article against its JSON Schema, in editors that know remark (see CONTRIBUTING.md).
// Without the two packages nothing is checked and nothing is complained about.
const load = (name) => import(name).then((module) => module.default, () => undefined);
const frontMatter = await load("remark-frontmatter");
const schema = await load("remark-lint-frontmatter-schema");
const schemas = { "./kb/frontmatter.schema.json": ["./kb/articles/**/*.md"] };

export default { plugins: frontMatter && schema ? [frontMatter, [schema, { schemas }]] : [] };
