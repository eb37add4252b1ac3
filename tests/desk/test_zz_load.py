import time, uuid, random
from tayanch.desk import lookup
from tayanch.desk.models import *
from tayanch.vault.models import *
from tayanch.vault import search
from tayanch.vault.people import contact_point
import pytest
from django.utils import timezone
from datetime import timedelta
def test_load(here, monkeypatch):
    t=time.time()
    N=40000
    people=[Person(organisation=here.organisation, renamed=0) for _ in range(N)]
    for i in range(0,N,5000): Person.objects.bulk_create(people[i:i+5000])
    points=[ContactPoint(organisation=here.organisation, token=uuid.uuid4().bytes*2) for _ in range(N)]
    for i in range(0,N,5000): ContactPoint.objects.bulk_create(points[i:i+5000])
    pc=[PersonContact(person=p, point=q, relation="own") for p,q in zip(people,points)]
    for i in range(0,N,5000): PersonContact.objects.bulk_create(pc[i:i+5000])
    now=timezone.now()
    cases=[Case(organisation=here.organisation, team=random.choice([here.night,here.day]), owner=here.teammate, topic="unpaid-wages", opened_at=now-timedelta(minutes=i)) for i in range(N)]
    for i in range(0,N,5000): Case.objects.bulk_create(cases[i:i+5000])
    cp=[CasePerson(case=c, person=p) for c,p in zip(cases,people)]
    for i in range(0,N,5000): CasePerson.objects.bulk_create(cp[i:i+5000])
    em=[Employer(case=c) for c in cases]
    for i in range(0,N,5000): Employer.objects.bulk_create(em[i:i+5000])
    from tayanch.vault.keys import blind_index
    bi=blind_index(here.organisation.id)
    from tayanch.vault import names
    toks=[[bi.token("employer",k) for k in names.employer_keys(w)] for w in ["Ромашка Плюс","Василек Строй","Белый Дом","Строй Сервис"]]
    et=[EmployerToken(employer=e, token=t) for e in em for t in random.choice(toks)]
    for i in range(0,len(et),5000): EmployerToken.objects.bulk_create(et[i:i+5000])
    M=300000
    for i in range(0,M,10000):
        Consultation.objects.bulk_create([Consultation(organisation=here.organisation, team=random.choice([here.night,here.day]), owner=here.teammate, topic=random.choice(["unpaid-wages","passport"]), started_at=now-timedelta(minutes=i+j), point=points[(i+j)%N], person=people[(i+j)%N]) for j in range(10000)])
    print("made", time.time()-t)
    import secrets
    p=contact_point(here.organisation.id, "+996555123456")
    PersonContact.objects.filter(point=points[3]).update(point=p); Consultation.objects.filter(point=points[3]).update(point=p)
    from django.db import connection
    with connection.cursor() as c: c.execute("ANALYZE") if False else None
    for label, typed, ids in [("ref",cases[5].reference,0),("phone","+996555123456",0),("name1","Гульнара",1),("name400","Гульнара",400),("employer","Ромашка",0),("employer2","Строй Василек",0),("topic","unpaid wages",0)]:
        ids_={x.id for x in random.sample(people,ids)}
        monkeypatch.setattr(search,"find_by_name",lambda o,t: ids_)
        best=[]
        for _ in range(3):
            t=time.time(); f=lookup.find(here.owner, typed, "en"); best.append(round((time.time()-t)*1000))
        print(label, best, len(f.cases), len(f.consultations), dict(f.elsewhere))
    from tayanch.desk import counts
    from datetime import date
    t=time.time(); counts.consultations_by_topic(here.analyst, timezone.localdate()); print("counts", time.time()-t)
    from django.test import Client
    c=Client(); c.force_login(here.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    for q in ("", "?topic=unpaid-wages", f"?owner={here.teammate.id}", "?page=200"):
        t=time.time(); c.get("/en/desk/cases/"+q); print("list",q, round((time.time()-t)*1000))
