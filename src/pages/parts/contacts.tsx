import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { Contact } from '../../domain/release.ts';
import { localizedText } from './localized-text.ts';

interface ContactsProps {
  readonly contacts: readonly Contact[];
  readonly language: Language;
  readonly fallback: Language;
}

export const Contacts: FC<ContactsProps> = ({ contacts, language, fallback }) =>
  contacts.length === 0 ? null : (
    <section>
      <h2 id="contacts">{translate(language, 'page:contacts')}</h2>
      <ul class="cards">
        {contacts.map((contact) => (
          <li>
            <ContactAddress contact={contact} language={language} fallback={fallback} />
          </li>
        ))}
      </ul>
    </section>
  );

const ContactAddress: FC<{
  readonly contact: Contact;
  readonly language: Language;
  readonly fallback: Language;
}> = ({ contact: { name, title, email, phone }, language, fallback }) => {
  const role = localizedText(title, language, fallback);
  return (
    <address>
      <span class="name">{name}</span>
      {role !== null && (
        <>
          <br />
          <span lang={role.lang}>{role.text}</span>
        </>
      )}
      {email !== undefined && (
        <>
          <br />
          <a href={`mailto:${encodeURI(email).replace(/[?#]/g, encodeURIComponent)}`}>{email}</a>
        </>
      )}
      {phone !== undefined && (
        <>
          <br />
          <Phone phone={phone} />
        </>
      )}
    </address>
  );
};

/** A text that is not a telephone number gets no link. */
const Phone: FC<{ readonly phone: string }> = ({ phone }) => {
  const dialable = phone.replace(/\(0\)|[\s()./\u2010-\u2015-]/g, '');
  return /^\+?[0-9]{3,20}$/.test(dialable) ? <a href={`tel:${dialable}`}>{phone}</a> : <span>{phone}</span>;
};
