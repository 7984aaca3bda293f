import type { Child, FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { FieldError } from '../../base/problem.ts';
import { subscribeUrl, subscriptionUrl } from '../../domain/urls.ts';
import type { SubscriptionWithNewsroom } from '../../subscribers/subscriber-port.ts';
import type { Choices } from '../../subscribers/subscription.ts';
import { layout, type PageFrame } from '../layout/layout.tsx';
import { newsroomFrame } from '../layout/newsroom-frame.ts';
import { unlistedHead } from '../layout/page-head.ts';
import { ChoiceFields, type ChoiceValues } from '../parts/choice-fields.tsx';
import { newsroomName } from '../parts/newsroom-context.ts';

/** The outcome of a subscriber's request, shown as a page with a title and a text. */
export type Notice = 'asked' | 'confirmed' | 'cancelled' | 'unknown' | 'unavailable' | 'crowded';

export interface NoticeView {
  readonly baseUrl: string;
  readonly language: Language;
  /** Null when the link leads to no subscription. */
  readonly newsroom: SubscriptionWithNewsroom['newsroom'] | null;
}

export function noticePage(view: NoticeView, notice: Notice): string {
  const { language, baseUrl, newsroom } = view;
  const title = translate(language, `subscription:${notice}.title`);
  return page(
    view,
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

export interface SubscriptionView {
  readonly baseUrl: string;
  readonly token: string;
  readonly subscription: SubscriptionWithNewsroom;
}

export function confirmPage({ baseUrl, token, subscription }: SubscriptionView): string {
  const { language, choices } = subscription;
  return page(
    { baseUrl, ...subscription },
    translate(language, 'subscription:confirm.title'),
    <>
      <p>{translate(language, 'subscription:confirm.text')}</p>
      <ChoiceList subscription={subscription} choices={choices} />
      <form method="post" action={subscriptionUrl(baseUrl, 'confirm', token)}>
        <p class="small">{translate(language, 'subscription:consent')}</p>
        <button type="submit">{translate(language, 'subscription:confirm.button')}</button>
      </form>
    </>,
  );
}

/** Only the button cancels, because some mail programs open every link in a mail. */
export function cancelPage({ baseUrl, token, subscription }: SubscriptionView): string {
  const { language, choices } = subscription;
  return page(
    { baseUrl, ...subscription },
    translate(language, 'subscription:cancel.title'),
    <>
      <p>{translate(language, 'subscription:cancel.text')}</p>
      <ChoiceList subscription={subscription} choices={choices} />
      <CancelForm language={language} url={subscriptionUrl(baseUrl, 'cancel', token)} />
    </>,
  );
}

export interface ManageView extends SubscriptionView {
  /** The values that a refused form was sent with; by default the stored choices. */
  readonly values?: ChoiceValues;
  readonly errors?: readonly FieldError[];
  readonly isSaved?: boolean;
}

export function managePage({
  baseUrl,
  token,
  subscription,
  values,
  errors = [],
  isSaved = false,
}: ManageView): string {
  const { language, choices } = subscription;
  const formValues = values ?? { ...choices, keywords: choices.keywords.join(', ') };
  return page(
    { baseUrl, ...subscription },
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
        <ChoiceFields language={language} values={formValues} errors={errors} />
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

const ChoiceList: FC<{ readonly subscription: SubscriptionWithNewsroom; readonly choices: Choices }> = ({
  subscription,
  choices,
}) => {
  const { language, newsroom } = subscription;
  const { keywords, types } = choices;
  const name = newsroomName(newsroom, language);
  const allText = translate(language, 'subscription:all');
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
          <dd>{types.length > 0 ? typeNames.join(', ') : allText}</dd>
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

/** The pages belong to one subscriber, so they have no canonical address and ask search engines to skip them. */
function page({ baseUrl, language, newsroom }: NoticeView, title: string, content: Child): string {
  const frame: PageFrame =
    newsroom === null
      ? { baseUrl, language, publisher: null, languageLinks: [] }
      : newsroomFrame({ baseUrl, language, newsroom }, [], () => '');
  const siteName = newsroom === null ? 'Kaiku' : newsroomName(newsroom, language).text;
  return layout(
    frame,
    unlistedHead(`${title} | ${siteName}`),
    <div class="measure">
      <h1>{title}</h1>
      {content}
    </div>,
  );
}
