import { type LanguageTag, UNDECLARED } from '../languages.ts';
import { attributeOf, childNamed, languageTagOf, textOf, type XmlElement } from '../xml.ts';
import { NAMESPACES } from '../xml-namespace.ts';

/**
 * Languages that `element` itself states, by `xml:lang` first and then by `dc:language` and `written`. An empty
 * `xml:lang` alone says that the language is not known.
 */
export function languagesAt(element: XmlElement, ...written: readonly (string | null)[]): LanguageTag[] {
  const tag = languageTagOf(element);
  const others = [textOf(childNamed(element, NAMESPACES.dc, 'language')), ...written];
  if (tag?.trim() !== '') return [tag, ...others];
  return others.some((other) => (other ?? '').trim() !== '') ? others : [UNDECLARED];
}

/**
 * Languages of an item's texts, the most telling text first. One that only says that it is not known counts for the
 * first text alone, because a title must not hide the language of the text below it.
 */
export function languagesOfTexts(texts: readonly (XmlElement | undefined)[]): LanguageTag[] {
  const present = texts.filter((text) => text !== undefined);
  return present.flatMap((text, position) => {
    const div = childNamed(text, NAMESPACES.xhtml, 'div') ?? childNamed(text, NAMESPACES.xhtml, 'body');
    const tags = [...(div === undefined ? [] : ownLanguage(div)), ...ownLanguage(text)];
    return position === 0 ? tags : tags.filter((tag) => tag !== UNDECLARED);
  });
}

/** XHTML also writes `lang` without the prefix. */
function ownLanguage(element: XmlElement): LanguageTag[] {
  const tag =
    languageTagOf(element) ?? (element.namespace === NAMESPACES.xhtml ? attributeOf(element, 'lang') : null);
  return tag === null ? [] : [tag.trim() === '' ? UNDECLARED : tag];
}
