"""What FastAPI's tutorial teaches, over SQLAlchemy and PostgreSQL: `async def` throughout, and a session that blocks."""
from fastapi import Depends, FastAPI
from pydantic import BaseModel

from models import User
from security import get_current_active_user


class UserOut(BaseModel):
    id: int
    username: str
    email: str
    is_active: bool

    class Config:
        orm_mode = True


app = FastAPI()


@app.get("/")
async def root():
    return {"message": "ready"}


@app.get("/me", response_model=UserOut)
async def read_users_me(current_user: User = Depends(get_current_active_user)):
    return current_user
