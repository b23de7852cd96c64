// The guide: the editor of its texts, without which they are plain text areas, and files that go onto the draft
// at once. The call page: the number that is dialled.

const NAMES = [
  "Document", "Paragraph", "Text", "HardBreak", "History", "Gapcursor", "Bold", "Italic", "Underline",
  "BulletList", "OrderedList", "ListItem", "Link", "Blockquote", "Table", "TableRow", "TableCell", "TableHeader", "Heading",
];
const ACTS = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  bullets: (chain) => chain.toggleBulletList(),
  numbers: (chain) => chain.toggleOrderedList(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};

async function dress(area) {
  if (area.dataset.dressed || !area.dataset.prose) return;
  area.dataset.dressed = "1";
  let module;
  try {
    module = await import(area.dataset.prose);
  } catch {
    return; // the text area stays as it is
  }
  const box = area.closest(".prose-field");
  const label = box.querySelector("label");
  const surface = document.createElement("div");
  const held = area === document.activeElement;
  const tied = ["aria-invalid", "aria-describedby"].filter((name) => area.hasAttribute(name));
  area.before(surface);
  area.hidden = true;
  const editor = new module.Editor({
    element: surface,
    extensions: NAMES.filter((name) => module[name]).map((name) => module[name]),
    content: area.value,
    injectCSS: false, // the stylesheet has what it needs, and the policy lets nothing else in
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label?.firstChild?.textContent.trim() ?? "",
        ...Object.fromEntries(tied.map((name) => [name, area.getAttribute(name)])),
      },
    },
    onUpdate: () => {
      area.value = editor.isEmpty ? "" : editor.getHTML(); // what was emptied is no text
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  if (held) editor.commands.focus();
  label?.addEventListener("click", () => editor.commands.focus());
  const tools = box.parentElement.querySelector(".prose-tools");
  if (!tools) return;
  surface.before(tools);
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const act = ACTS[event.target.closest("button[data-mark]")?.dataset.mark];
    if (act) act(editor.chain().focus()).run();
  });
  tools.querySelector("select")?.addEventListener("change", (event) => {
    event.stopPropagation();
    if (event.target.value) editor.chain().focus().insertContent(`{{ ${event.target.value} }}`).run();
    event.target.value = "";
  });
}

const look = (root) => root.querySelectorAll("textarea[data-prose]").forEach(dress);
document.addEventListener("htmx:afterSwap", (event) => look(event.detail.target));
look(document);

// A chosen file goes onto the draft at once; it is not sent again with every save.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches?.('input[type=file][name=file]') || !field.form?.dataset.autosave || !field.value) return;
  event.stopImmediatePropagation();
  field.form.requestSubmit(field.form.querySelector('button[name=go][value=stay]'));
}, true);

// Call page: pressing a number dials it and notes it as the one used; one that is typed has a link that follows it.
function followNumber(field) {
  const link = field?.form?.querySelector("a[data-dials]");
  if (!link) return;
  const typed = field.value.trim();
  const number = (typed.startsWith("+") ? typed.replace("(0)", "") : typed).replace(/(?!^\+)[^\d*#]/g, "");
  const stored = [...field.form.querySelectorAll("a[data-number]")].some((one) => one.dataset.number === field.value);
  link.hidden = stored || !/\d/.test(number);
  if (!link.hidden) link.href = `tel:${number}`;
}
document.addEventListener("input", (event) => event.target.name === "number" && followNumber(event.target));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-number]");
  const field = link?.closest("form")?.elements.number;
  if (!field) return;
  field.value = link.dataset.number;
  followNumber(field);
});
