import type { FC } from 'hono/jsx';
import type { Language } from '../../base/locale/language.ts';
import { translate } from '../../base/locale/translate.ts';
import type { FieldError } from '../../base/problem.ts';
import { LIMITS } from '../../domain/limits.ts';
import { subscribeUrl } from '../../domain/urls.ts';
import { layout } from '../layout/layout.tsx';
import { ChoiceFields, type ChoiceValues, described, errorsOf, Field } from '../parts/choice-fields.tsx';
import { type NewsroomPlace, nameOf, newsroomFrame } from '../parts/publisher.tsx';

/** What the form was sent with, to be shown again beside what is wrong with it. */
export interface SubscribeValues extends ChoiceValues {
  readonly email: string;
}

export interface SubscribePage extends NewsroomPlace {
  readonly values?: SubscribeValues;
  /** Pointers into the body of a subscription: `/email`, `/keywords/2`. */
  readonly errors?: readonly FieldError[];
}

const EMPTY: SubscribeValues = { email: '', keywords: '', types: [], fallback: false };

/** The form that asks for releases by e-mail. It posts to its own address. */
export function subscribePage(page: SubscribePage): string {
  const { baseUrl, language, newsroom, errors = [] } = page;
  const url = (other: Language) => subscribeUrl(baseUrl, other, newsroom.slug);
  const title = translate(language, 'subscription:title');
  const problem = errors.length === 0 ? '' : `${translate(language, 'subscription:refused.title')}: `;
  return layout(
    newsroomFrame(page, newsroom.languages, url),
    {
      title: `${problem}${title} | ${nameOf(newsroom, language).text}`,
      description: translate(language, 'page:subscribe.invitation'),
      canonical: url(language),
      alternates: newsroom.languages.map((other) => ({ hreflang: other, url: url(other) })),
      feeds: [],
      robots: errors.length === 0 ? null : 'noindex',
    },
    <div class="measure">
      <h1>{title}</h1>
      <p>{translate(language, 'page:subscribe.invitation')}</p>
      {errors.length > 0 && (
        <p class="problem" role="alert">
          {translate(language, 'subscription:refused.title')}
        </p>
      )}
      <Form {...page} />
    </div>,
  );
}

const Form: FC<SubscribePage> = ({ baseUrl, language, newsroom, values = EMPTY, errors = [] }) => {
  const wrong = errorsOf(errors, 'email');
  return (
    <form method="post" action={subscribeUrl(baseUrl, language, newsroom.slug)} novalidate>
      <Field id="email" label={translate(language, 'subscription:email')} language={language} errors={wrong}>
        <input
          {...described('email', wrong, false)}
          name="email"
          type="email"
          autocomplete="email"
          required
          maxlength={LIMITS.email}
          value={values.email}
        />
      </Field>
      <ChoiceFields language={language} values={values} errors={errors} />
      <p class="small">{translate(language, 'subscription:consent')}</p>
      <button type="submit">{translate(language, 'page:subscribe.button')}</button>
    </form>
  );
};
