"""What the invented workers wrote: notes, plans, evidence, closing words. In Russian, as the lawyer writes them."""

from __future__ import annotations

from tayanch.demo.stories import Step
from tayanch.desk.models import LedgerEntry

Stage = LedgerEntry.Stage
EVIDENCE = {
    Stage.CLAIMED: "Опись вложения и квитанция почты",
    Stage.ACKNOWLEDGED: "Ответ работодателя: долг признаёт",
    Stage.AWARDED: "Решение районного суда",
    Stage.RECOVERED: "Платёжное поручение",
    Stage.RECEIVED: "Её сообщение и снимок перевода",
}
NOTES = {
    Step.COMPUTED: ("Собрали переписку и снимки переводов.",),
    Step.WRITTEN: ("Собрали переписку и снимки переводов.", "Письмо готово, она прочитает его вечером."),
    Step.SENT: ("Она согласна, чтобы письмо ушло от её имени.", "Отправили заказным с описью."),
    Step.ACKNOWLEDGED: ("Отправили заказным с описью.", "Работодатель ответил, просит рассрочку. Решает она."),
    Step.AWARDED: ("Суд взыскал зарплату и компенсацию.", "Ждём вступления в силу, потом исполнительный лист."),
    Step.RECOVERED: ("Пристав перечислил первую часть.", "Она подтвердила, что часть денег у неё."),
    Step.RECEIVED: ("Деньги пришли целиком.", "Она пересчитала сама и подтвердила."),
    Step.NONE: ("Поговорили спокойно, решение за ней.",),
}
PLANS = {
    Step.COMPUTED: "Показать ей расчёт, спросить, что она хочет делать.",
    Step.WRITTEN: "Прочитать письмо вместе, отправить с её согласия.",
    Step.SENT: "Через неделю спросить, ответил ли работодатель. Если нет — инспекция или суд.",
    Step.ACKNOWLEDGED: "Договориться о сроках выплаты письменно. Следить за сроком суда.",
    Step.AWARDED: "Получить исполнительный лист, отнести приставам.",
    Step.RECOVERED: "Спросить пристава об остатке.",
    Step.RECEIVED: "Убедиться, что деньги у неё в руках, и закрыть дело.",
    Step.NONE: "Позвонить в договорённый час и спросить, что изменилось.",
}
CLOSING = {
    "paid-in-full": "Все деньги у неё. Благодарит, просила передать номер подругам.",
    "paid-in-part": "Получила часть и решила на этом остановиться.",
    "settled": "Договорились без суда.",
    "judgment-unpaid": "Суд выигран, у работодателя ничего не нашли.",
    "limitation-passed": "Срок прошёл раньше, чем она к нам обратилась. Объяснили, что ещё можно сделать.",
    "not-upheld": "Доказать работу не удалось.",
    "woman-withdrew": "Она решила не продолжать. Дверь открыта.",
    "lost-contact": "Три месяца не отвечает. Больше не звоним, чтобы не навредить.",
    "documents-returned": "Паспорт вернули.",
    "status-settled": "Бумаги приведены в порядок.",
    "ban-lifted": "Запрет снят.",
    "safe": "Она в безопасном месте.",
    "advice-given": "Совета хватило, дальше она справляется сама.",
    "referred": "Передали партнёрам с её согласия.",
    "other": "Вопрос решился сам.",
}
VIOLATIONS = {"unpaid-wages": ("unpaid-wages", "employer"), "withheld-passport": ("documents-taken", "employer")}
VIOLATIONS |= {"domestic-violence": ("domestic-violence", "husband"), "contract": ("no-contract", "employer")}
