"""The plan of a case."""

from django.urls import URLPattern, path

from tayanch.desk.views import tasks

TASKS = "cases/<slug:reference>/tasks/"

urlpatterns: list[URLPattern] = [
    path(TASKS, tasks.tasks, name="tasks"),
    path(f"{TASKS}add/", tasks.add, name="task-add"),
    path(f"{TASKS}template/", tasks.template, name="tasks-template"),
    path(f"{TASKS}unmake/", tasks.unmake, name="tasks-unmake"),
    path(f"{TASKS}<uuid:task_id>/", tasks.change, name="task-change"),
    path(f"{TASKS}<uuid:task_id>/<slug:step_act>/", tasks.act, name="task-act"),
]
