import type { Child, FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { FieldError } from '../../base/problem.ts';
import { subscribeUrl, subscriptionUrl } from '../../domain/urls.ts';
import type { SubscriptionWithNewsroom } from '../../subscribers/subscriber-port.ts';
import type { Choices } from '../../subscribers/subscription.ts';
import { type Frame, layout } from '../layout/layout.tsx';
import { ChoiceFields, type ChoiceValues } from '../parts/choice-fields.tsx';
import { nameOf, newsroomFrame } from '../parts/publisher.tsx';

/** Ends that a reader's way through a subscription comes to, each a page with a title and a text. */
export type Notice = 'asked' | 'confirmed' | 'cancelled' | 'unknown' | 'unavailable' | 'crowded';

/** Where such a page stands: with its newsroom, or by itself where nothing is known. */
export interface NoticePlace {
  readonly baseUrl: string;
  readonly language: Language;
  readonly newsroom: SubscriptionWithNewsroom['newsroom'] | null;
}

export function noticePage(place: NoticePlace, notice: Notice): string {
  const { language, baseUrl, newsroom } = place;
  const title = translate(language, `subscription:${notice}.title`);
  return page(
    place,
    title,
    <>
      <p>{translate(language, `subscription:${notice}.text`)}</p>
      {newsroom !== null && notice !== 'asked' && notice !== 'confirmed' && (
        <p>
          <a href={subscribeUrl(baseUrl, language, newsroom.slug)}>
            {translate(language, 'subscription:title')}
          </a>
        </p>
      )}
    </>,
  );
}

/** A subscription and the address it was opened by. */
export interface SubscriptionPlace {
  readonly baseUrl: string;
  readonly token: string;
  readonly held: SubscriptionWithNewsroom;
}

/** What is about to be confirmed, and the button that does it. */
export function confirmPage({ baseUrl, token, held }: SubscriptionPlace): string {
  const { language, choices } = held;
  return page(
    { baseUrl, ...held },
    translate(language, 'subscription:confirm.title'),
    <>
      <p>{translate(language, 'subscription:confirm.text')}</p>
      <Chosen held={held} choices={choices} />
      <form method="post" action={subscriptionUrl(baseUrl, 'confirm', token)}>
        <p class="small">{translate(language, 'subscription:consent')}</p>
        <button type="submit">{translate(language, 'subscription:confirm.button')}</button>
      </form>
    </>,
  );
}

/** The button only: programs that follow every link in a mail must not cancel anything. */
export function cancelPage({ baseUrl, token, held }: SubscriptionPlace): string {
  const { language, choices } = held;
  return page(
    { baseUrl, ...held },
    translate(language, 'subscription:cancel.title'),
    <>
      <p>{translate(language, 'subscription:cancel.text')}</p>
      <Chosen held={held} choices={choices} />
      <CancelForm language={language} url={subscriptionUrl(baseUrl, 'cancel', token)} />
    </>,
  );
}

export interface ManagePage extends SubscriptionPlace {
  /** What the form was sent with; the choices as they are unless it was refused. */
  readonly values?: ChoiceValues;
  readonly errors?: readonly FieldError[];
  readonly isSaved?: boolean;
}

export function managePage({
  baseUrl,
  token,
  held,
  values,
  errors = [],
  isSaved = false,
}: ManagePage): string {
  const { language, choices } = held;
  const shown = values ?? { ...choices, keywords: choices.keywords.join(', ') };
  return page(
    { baseUrl, ...held },
    translate(language, 'subscription:manage.title'),
    <>
      <p>{translate(language, 'subscription:manage.text')}</p>
      {isSaved && <p role="status">{translate(language, 'subscription:manage.saved')}</p>}
      {errors.length > 0 && (
        <p class="problem" role="alert">
          {translate(language, 'subscription:refused.title')}
        </p>
      )}
      <form method="post" action={subscriptionUrl(baseUrl, 'manage', token)} novalidate>
        <ChoiceFields language={language} values={shown} errors={errors} />
        <button type="submit">{translate(language, 'subscription:manage.button')}</button>
      </form>
      <h2>{translate(language, 'subscription:cancel.title')}</h2>
      <p>{translate(language, 'subscription:cancel.text')}</p>
      <CancelForm language={language} url={subscriptionUrl(baseUrl, 'cancel', token)} />
    </>,
  );
}

const CancelForm: FC<{ readonly language: Language; readonly url: string }> = ({ language, url }) => (
  <form method="post" action={url}>
    <button type="submit">{translate(language, 'subscription:cancel.button')}</button>
  </form>
);

/** What one subscribes to, as a list of terms. */
const Chosen: FC<{ readonly held: SubscriptionWithNewsroom; readonly choices: Choices }> = ({
  held,
  choices,
}) => {
  const { language, newsroom } = held;
  const { keywords, types } = choices;
  const name = nameOf(newsroom, language);
  const all = translate(language, 'subscription:all');
  const typeNames = types.map((type) => translate(language, `common:types.${type}`));
  return (
    <dl>
      <dt>{translate(language, 'subscription:newsroom')}</dt>
      <dd lang={name.lang}>{name.text}</dd>
      <dt>{translate(language, 'subscription:language')}</dt>
      <dd>{translate(language, `common:language.${language}`)}</dd>
      {(types.length > 0 || keywords.length === 0) && (
        <>
          <dt>{translate(language, 'subscription:types')}</dt>
          <dd>{types.length > 0 ? typeNames.join(', ') : all}</dd>
        </>
      )}
      {keywords.length > 0 && (
        <>
          <dt>{translate(language, 'subscription:chosen-keywords')}</dt>
          <dd>{keywords.join(', ')}</dd>
        </>
      )}
    </dl>
  );
};

/** These pages are one reader's: no address of theirs is to be found or kept. */
function page({ baseUrl, language, newsroom }: NoticePlace, title: string, content: Child): string {
  const frame: Frame =
    newsroom === null
      ? { baseUrl, language, publisher: null, tongues: [] }
      : newsroomFrame({ baseUrl, language, newsroom }, [], () => '');
  const owner = newsroom === null ? 'Kaiku' : nameOf(newsroom, language).text;
  return layout(
    frame,
    {
      title: `${title} | ${owner}`,
      description: null,
      canonical: null,
      alternates: [],
      feeds: [],
      robots: 'noindex',
    },
    <div class="measure">
      <h1>{title}</h1>
      {content}
    </div>,
  );
}
