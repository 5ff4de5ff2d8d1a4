/** How a page is read by people and by those who look for markup in it. */
import fc from 'fast-check';

/** What a reader sees: tags are left out, and what was escaped is read. */
export const readable = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
/** The markup alone: texts and the values of attributes are left out. */
export const skeleton = (page: string) => page.replace(/"[^"]*"/g, '""').replace(/(^|>)[^<>]*(?=<|$)/g, '$1');

export const hostile = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc
      .array(
        fc.constantFrom(
          '<script>',
          '</pre>',
          '"',
          "'",
          '<!--',
          ']]>',
          '&',
          '&lt;',
          '<svg onload=x>',
          '`',
          '|',
          '\\',
          '[a](b)',
          '\n',
          '\u202e',
          '\u001b[31m',
          '\0',
          '</style>',
          '</title>',
          '*',
          '_',
          '#',
          '1.',
          ' x ',
        ),
        { minLength: 1, maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  )
  .filter((words) => /[^\p{C}\s]/u.test(words));
